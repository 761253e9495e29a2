/** The pipeline `classify` with the classifiers on the embedder that ships. */
import { afterAll, describe, expect, it } from 'vitest'
import { createClassifiers } from '../../../src/learning/create-classifiers.ts'
import { createTransformersEmbedder } from '../../../src/models/transformers/transformers-embedder.ts'
import { type ClassifyParameters, classify } from '../../../src/pipelines/classify.ts'
import { parseParameters } from '../../../src/pipelines/parse-parameters.ts'
import { fakeServices } from '../../fixtures/fake-pipelines.ts'

const embedder = createTransformersEmbedder()
const services = fakeServices({ classifiers: createClassifiers({ embedder }) })
afterAll(() => embedder.close())

const labels = [
  { label: 'billing', examples: ['My invoice is wrong', 'I was charged twice', 'When is the bill due?'] },
  { label: 'outage', examples: ['The site is down', 'Nothing loads since eight', 'I get error 503 everywhere'] },
]

async function run(request: Record<string, unknown>) {
  const params = parseParameters<ClassifyParameters>(classify, request)
  const parts = await Array.fromAsync(
    classify.run({ params, readers: [], history: [], signal: new AbortController().signal }, services),
  )
  const last = parts.at(-1)
  if (last?.type !== 'result') throw new Error('the last part is no result')
  const streamed = parts.map(part => (part.type === 'text' ? part.text : '')).join('')
  expect(last.result.text).toBe(streamed)
  return last.result
}

function problem(request: Record<string, unknown>): string {
  try {
    parseParameters(classify, request)
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('the request was accepted')
}

describe('classify', () => {
  it('says all three built-in sets where none is asked for; the label is the sentiment', async () => {
    const result = await run({ text: 'The striker scored twice, what a wonderful match!' })
    expect(result.text).toMatch(/^- Sentiment: \*\*positive\*\*.*\n- Topic: \*\*sports\*\*.*\n- Spam: \*\*not spam\*\*/)
    expect(result).toMatchObject({ label: 'positive', accepted: true, lang: 'en' })
    expect(Object.keys(result.sets!)).toEqual(['sentiment', 'topic', 'spam'])
    expect(result.sets!.topic).toMatchObject({ label: 'sports', accepted: true })
  })

  it('gives one set with the runner-up and the examples that speak for it', async () => {
    const result = await run({ text: 'You won a prize, send your card number', set: 'spam' })
    expect(result).toMatchObject({ label: 'spam', accepted: true })
    expect(result.sets).toBeUndefined()
    expect(result.text).toMatch(/^\*\*spam\*\* \((over )?\d+%\).*\nMost like: “.+” \(spam\)/)
  })

  it.each([
    ['Is this message spam?', ['not spam']],
    ['Ist der Kommentar positiv oder negativ?', ['neutral', 'positive', 'negative']],
    ['De quel sujet parle ce texte ?', ['food']],
    ['这条消息是垃圾信息吗', ['not spam']],
    ['このレビューの感情は何ですか', ['neutral', 'positive', 'negative']],
  ])('understands which set is asked for: %s', async (instruction, possible) => {
    const result = await run({ text: 'Boil the potatoes for twenty minutes', instruction })
    expect(result.sets).toBeUndefined()
    expect(possible).toContain(result.label)
  })

  it('learns labels of your own, and says when none fits', async () => {
    const outage = await run({ text: 'The page does not load', labels })
    expect(outage).toMatchObject({ label: 'outage', accepted: true })
    expect(Object.keys(outage.scores)).toEqual(['billing', 'outage'])
    const other = await run({ text: 'The lake is frozen and the children are skating', labels })
    expect(other.accepted).toBe(false)
    expect(other.text).toMatch(/^none of the labels fits; nearest is \*\*\w+\*\*.*\nMost like: “/)
  })

  it('learns from labelled examples, alone and beside labels', async () => {
    const examples = labels.flatMap(({ label, examples }) => examples.map(text => ({ text, label, id: text.length })))
    expect(await run({ text: 'I paid two times', examples })).toMatchObject({ label: 'billing' })
    const more = [{ text: 'How do I reset my password?', label: 'access' }]
    expect(await run({ text: 'I forgot my password', labels, examples: more })).toMatchObject({ label: 'access' })
  })

  it('refuses what it cannot learn from, and what contradicts itself', async () => {
    await expect(run({ text: 'hello', labels: labels.slice(0, 1) })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(/two labels/),
    })
    expect(problem({ text: ' ' })).toMatch(/^text/)
    expect(problem({ text: 'hello', set: 'topics' })).toMatch(/did you mean topic/)
    expect(problem({ text: 'hello', set: 'spam', labels })).toMatch(/set: expected either/)
    expect(problem({ text: 'hello', labels: [{ label: 'a', exmples: [] }] })).toMatch(/exmples/)
    expect(problem({ text: 'hello', examples: [{ text: 'x' }] })).toMatch(/examples\[0\]\.label is missing/)
  })

  it('has examples for the router in six languages', () => {
    for (const lang of ['en', 'de', 'fr', 'es', 'zh', 'ja']) {
      expect(classify.examples[lang]!.length).toBeGreaterThanOrEqual(8)
    }
  })
})
