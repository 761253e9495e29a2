/** Label sets, built in and taught, on the embedder that ships. */
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import type { Classifier, LabelDefinition } from '../../../src/learning/classifiers.ts'
import { createClassifiers } from '../../../src/learning/create-classifiers.ts'
import { createTransformersEmbedder } from '../../../src/models/transformers/transformers-embedder.ts'

interface LabelledMessage {
  set: string
  /** Null where no label of the set fits. */
  label: string | null
  lang: string
  text: string
}

const readLines = <T>(path: string) =>
  readFileSync(new URL(path, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as T)

/** Written apart from the examples that the sets are taught with. */
const messages = readLines<LabelledMessage>('../../fixtures/labelled-messages.jsonl')
const tickets = readLines<LabelDefinition>('../../../examples/labels.jsonl')

const shipped = createTransformersEmbedder()
let embedded = 0
const embedder: typeof shipped = {
  ...shipped,
  embed(texts, ...more) {
    embedded += texts.length
    return shipped.embed(texts, ...more)
  },
}
const classifiers = createClassifiers({ embedder })
afterAll(() => shipped.close())

async function classifyOne(classifier: Classifier, text: string) {
  const [result] = await classifier.classify([text])
  return result!
}

const animals: LabelDefinition[] = [
  {
    label: 'cats',
    examples: ['My cat sleeps all day', 'The kitten chases a mouse', 'Cats purr when they are content'],
  },
  { label: 'dogs', examples: ['My dog barks at the postman', 'The puppy fetches the ball', 'Dogs wag their tails'] },
]

describe('built-in sets', () => {
  it.each([
    ['sentiment', 0.9],
    ['topic', 0.95],
    ['spam', 0.95],
  ])('gives messages in six languages the right %s', async (set, least) => {
    const classifier = await classifiers.get(set)
    const mine = messages.filter(message => message.set === set && message.label !== null)
    const results = await classifier.classify(mine.map(({ text }) => text))
    const rightShare = (items: LabelledMessage[]) =>
      items.filter(item => results[mine.indexOf(item)]!.label === item.label).length / items.length
    expect(rightShare(mine)).toBeGreaterThanOrEqual(least)
    for (const lang of ['en', 'de', 'fr', 'es', 'zh', 'ja']) {
      const share = rightShare(mine.filter(message => message.lang === lang))
      expect(share, lang).toBeGreaterThanOrEqual(0.8)
    }
  })

  it('accepts nine of ten messages that have a topic, and turns away what has none', async () => {
    const classifier = await classifiers.get('topic')
    const mine = messages.filter(message => message.set === 'topic' && message.label !== null)
    const results = await classifier.classify(mine.map(({ text }) => text))
    expect(results.filter(({ accepted }) => accepted).length / mine.length).toBeGreaterThanOrEqual(0.9)
    expect((await classifyOne(classifier, 'asdf 12345 qwertz')).accepted).toBe(false)
  })

  it('finds one of the labels of an exhaustive set always', async () => {
    for (const set of ['sentiment', 'spam']) {
      const result = await classifyOne(await classifiers.get(set), 'asdf 12345 qwertz')
      expect(result.accepted).toBe(true)
      expect(Object.values(result.scores).reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 6)
    }
  })

  it('has its vectors at hand: only the labels are embedded', async () => {
    const before = embedded
    await createClassifiers({ embedder }).get('topic')
    expect(embedded - before).toBeLessThan(20)
  })

  it('names the nearest set for one that does not exist', async () => {
    await expect(classifiers.get('sentimnt')).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('sentiment'),
    })
    await expect(classifiers.get('constructor')).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })
})

describe('taught labels', () => {
  it('decides by the examples, says which were nearest, and turns away what fits none', async () => {
    const classifier = await classifiers.train(tickets)
    const result = await classifyOne(classifier, 'Our staff gauge shows 198 but on the map it is 240')
    expect(result).toMatchObject({ label: 'wrong reading', accepted: true })
    expect(result.nearest[0]).toMatchObject({ label: 'wrong reading' })
    const cosines = result.nearest.map(({ similarity }) => similarity)
    expect(cosines).toEqual(cosines.toSorted((a, b) => b - a))
    const lunch = await classifyOne(classifier, 'Do you know a good place for lunch?')
    expect(lunch.accepted).toBe(false)
    expect(await classifyOne(classifier, 'Ich komme nicht mehr in mein Konto, Passwort vergessen')).toMatchObject({
      label: 'access',
    })
  })

  it('gives every label a score; together they are at most 1', async () => {
    const classifier = await classifiers.train(tickets)
    const results = await classifier.classify(messages.slice(0, 30).map(({ text }) => text))
    for (const { label, scores, accepted } of results) {
      expect(Object.keys(scores)).toEqual(tickets.map(ticket => ticket.label))
      const sum = Object.values(scores).reduce((total, score) => total + score, 0)
      expect(sum).toBeGreaterThanOrEqual(0)
      expect(sum).toBeLessThanOrEqual(1 + 1e-9)
      expect(sum >= 0.5).toBe(accepted)
      expect(scores[label]).toBe(Math.max(...Object.values(scores)))
    }
  })

  it('gives results in the order of the texts, whatever comes with them', async () => {
    const classifier = await classifiers.train(animals)
    const texts = ['The tomcat meows', 'A hound barks', 'She feeds her kitten']
    const results = await classifier.classify(texts)
    expect(results.map(({ label }) => label)).toEqual(['cats', 'dogs', 'cats'])
    expect(await classifier.classify([])).toEqual([])
  })

  it('learns a label from its description alone', async () => {
    const classifier = await classifiers.train([
      { label: 'weather', description: 'Rain, sun, wind and temperatures', examples: [] },
      { label: 'money', description: 'Prices, invoices, salaries and banks', examples: [] },
      { label: 'animals', description: 'Pets and wildlife', examples: ['My dog barks'] },
    ])
    expect(await classifyOne(classifier, 'It will be cold and cloudy tomorrow')).toMatchObject({ label: 'weather' })
    expect(await classifyOne(classifier, 'The invoice is too high')).toMatchObject({ label: 'money' })
    expect(await classifyOne(classifier, 'Two foxes live behind the house')).toMatchObject({ label: 'animals' })
  })

  it('takes labels of one name together, and passes over blank and repeated examples', async () => {
    const [cats, dogs] = animals
    const split = [
      { label: 'cats ', examples: [...cats!.examples.slice(0, 1), ' ', cats!.examples[0]!] },
      dogs!,
      { label: 'cats', examples: cats!.examples.slice(1) },
    ]
    const before = embedded
    const merged = await createClassifiers({ embedder }).train(split)
    expect(merged.labels).toEqual(['cats', 'dogs'])
    expect(embedded - before).toBe(2 + 6)
  })

  it('refuses fewer than two labels, and a label without anything to learn from', async () => {
    const refused = (labels: LabelDefinition[], message: RegExp, code = 'INPUT_INVALID') =>
      expect(classifiers.train(labels)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    await refused([], /two labels.*none/)
    await refused([animals[0]!], /two labels.*"cats"/)
    await refused([animals[0]!, { label: 'dogs', examples: [' '] }], /"dogs" has nothing to learn from/)
    await refused([animals[0]!, { label: ' ', examples: ['x'] }], /empty/)
    const many = Array.from({ length: 5001 }, (_, i) => `example ${i}`)
    await refused([animals[0]!, { label: 'many', examples: many }], /at most/, 'INPUT_TOO_LARGE')
  })

  it('learns a set once, also for requests at the same time', async () => {
    const fresh = createClassifiers({ embedder })
    const before = embedded
    const [first, second] = await Promise.all([fresh.train(animals), fresh.train(structuredClone(animals))])
    const third = await fresh.train(animals)
    expect(second).toBe(first)
    expect(third).toBe(first)
    expect(embedded - before).toBe(2 + 6)
  })

  it('embeds only what is new when a set changes', async () => {
    const fresh = createClassifiers({ embedder })
    await fresh.train(animals)
    const before = embedded
    await fresh.train([...animals, { label: 'birds', examples: ['The parrot talks', 'Swallows fly south'] }])
    expect(embedded - before).toBe(3)
  })

  it('stops when it is told to', async () => {
    const stopped = AbortSignal.abort()
    await expect(classifiers.train(animals, stopped)).rejects.toMatchObject({ code: 'CANCELLED' })
    const classifier = await classifiers.train(animals)
    await expect(classifier.classify(['hello there'], stopped)).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
