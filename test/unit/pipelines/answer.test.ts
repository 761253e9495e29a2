import { describe, expect, it } from 'vitest'
import type { CuratedMatch } from '../../../knowledge/curated-answers.ts'
import type { Passage } from '../../../knowledge/knowledge.ts'
import type { Generation } from '../../../src/models/language-model.ts'
import { type AnswerResult, answer } from '../../../src/pipelines/answer/answer.ts'
import { findAnswers } from '../../../src/pipelines/answer/find-answer.ts'
import type { Part, ResultBase, Services } from '../../../src/pipelines/pipeline.ts'
import { fakeServices, wordModel } from '../../fixtures/fake-pipelines.ts'
import { createWordEmbedder } from '../../fixtures/word-embedder.ts'

const approved: CuratedMatch = {
  answer: {
    ...{
      id: 'ab12',
      question: 'How many days of leave do we have?',
      answer: '**30** days.',
      lang: 'en',
      acl: ['public'],
    },
    ...{ addedBy: { id: 'ada', name: 'Ada' }, createdAt: new Date('2026-04-01'), updatedAt: new Date('2026-04-01') },
  },
  cosine: 0.97,
  isSure: true,
}

function passage(doc: string, more: Partial<Passage> = {}): Passage {
  const text = 'The office is open from nine to five.'
  return {
    ...{ id: `${doc}#0`, doc, position: 0, uri: `/docs/${doc}`, title: doc, heading: '', lead: '', text, start: 0 },
    ...{ end: text.length, lang: 'en', score: 1, cosine: 0.8 },
    ...more,
  }
}

/** The model says of everything that it is not in the passage: it writes nothing. */
async function run(question: string, found: CuratedMatch | undefined, passages: Passage[] = []) {
  const asked: unknown[] = []
  const services = fakeServices({
    embedder: createWordEmbedder(),
    curated: {
      async find({ readers }) {
        asked.push(readers)
        return found
      },
    } as Services['curated'],
    knowledge: {
      search: async () => passages,
      neighbours: async () => [],
      status: async () => ({ passages: passages.length }),
    } as unknown as Services['knowledge'],
  })
  const request = { params: { question }, readers: ['user:ada'], history: [], signal: new AbortController().signal }
  const parts: Part<AnswerResult>[] = []
  for await (const part of answer.run(request, services)) parts.push(part)
  const last = parts.at(-1) as { result: AnswerResult & ResultBase }
  return { result: last.result, parts, asked }
}

describe('a question with an approved answer', () => {
  it('gets it word for word, with who approved it, before any document', async () => {
    const { result, parts, asked } = await run('how many days of leave do we get?', approved, [passage('a.md')])
    expect(asked).toEqual([['user:ada']])
    expect(result).toMatchObject({ text: '**30** days.', answered: true, confidence: 1 })
    const title = 'Approved by Ada on April 1, 2026: How many days of leave do we have?'
    expect(result.citations).toMatchObject([{ n: 1, source: 'answers/ab12', title }])
    expect(parts.filter(({ type }) => type === 'citation')).toHaveLength(1)
  })

  it('is told who approved it in the language of the question', async () => {
    const { result } = await run('Wie viele Tage Urlaub haben wir im Jahr?', approved)
    expect(result).toMatchObject({ text: '**30** days.', lang: 'en' })
    expect(result.citations[0]!.title).toMatch(/^Bestätigt von Ada am 1\. April 2026/)
  })

  it('that is only near gets it where nothing else answers, named as what it is', async () => {
    const { result } = await run('How much leave is there?', { ...approved, isSure: false }, [passage('a.md')])
    expect(result).toMatchObject({ answered: false, citations: [] })
    expect(result.text).toContain(
      'There is an approved answer to “How many days of leave do we have?”:\n\n**30** days.',
    )
  })
})

describe('a question that nothing answers', () => {
  it('names the nearest documents with their addresses, and who wrote them', async () => {
    const wiki = { uri: 'https://wiki.example/hours', title: 'Opening [hours]', author: 'Ben' }
    const { result } = await run('Who pays for lunch on Fridays?', undefined, [
      passage('w1', wiki),
      passage('w1', { ...wiki, id: 'w1#1', position: 1 }),
      passage('docs/a.md', { title: 'Arrivals', author: 'Eve' }),
      passage('docs/b.md', { title: 'Badges', author: 'Ben' }),
      passage('docs/c.md', { title: 'Canteen', author: 'Dan' }),
    ])
    expect(result).toMatchObject({ answered: false, citations: [], question: 'Who pays for lunch on Fridays?' })
    expect(result.text).toBe(
      [
        'I don’t know: I found nothing here that answers this.',
        'The nearest are:\n- [Opening \\[hours\\]](https://wiki.example/hours)\n- Arrivals (docs/a.md)\n- Badges (docs/b.md)',
        'Who might know: Ben, Eve',
      ].join('\n\n'),
    )
  })

  it.each([
    ['Wer bezahlt freitags das Mittagessen für alle?', /Am nächsten kommen:[\s\S]*Wer es wissen könnte: Ben/],
    ['谁支付星期五的午餐费用？', /最接近的是：[\s\S]*可能知道的人：Ben/],
    ['Qui paie le déjeuner du vendredi pour tout le monde ?', /Les plus proches sont[\s\S]*Qui pourrait savoir : Ben/],
    ['¿Quién paga la comida de los viernes para todos?', /Lo más cercano es:[\s\S]*Quién podría saberlo: Ben/],
    ['金曜日の昼食代は誰が払いますか？', /最も近いもの：[\s\S]*知っていそうな人：Ben/],
  ])('says so in its language: %s', async (question, words) => {
    expect((await run(question, undefined, [passage('a.md', { author: 'Ben' })])).result.text).toMatch(words)
  })

  it('says so where nothing is indexed', async () => {
    expect((await run('Who pays for lunch?', undefined)).result.text).toMatch(/no documents are indexed yet/)
  })
})

describe('an answer of the model', () => {
  const searchOf = (found: Passage[], beside: Passage[], said: (asked: string) => string) => {
    const model = {
      ...wordModel(),
      async *generate({ messages }: Generation) {
        yield said(messages.at(-1)!.content)
      },
    }
    const knowledge = { search: async () => found, neighbours: async () => beside } as unknown as Services['knowledge']
    return fakeServices({ model, knowledge, embedder: createWordEmbedder() })
  }
  const request = (question: string) => ({ question, readers: [], signal: new AbortController().signal })

  it('is looked for beside the best passage where none that was found holds it', async () => {
    const beside = passage('a.md', { id: 'a.md#1', text: 'The boat fee is 40 euros a year.' })
    const services = searchOf([passage('a.md')], [beside], asked =>
      asked.includes('40 euros') ? '40 euros' : 'not found',
    )
    const { answers } = await findAnswers(request('How much is the boat fee?'), services)
    expect(answers.map(({ answer, passage }) => [answer, passage.id])).toEqual([['40 euros', 'a.md#1']])
  })
})
