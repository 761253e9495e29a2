/** Follow-up questions: when the model is asked to rewrite one, and when its words are not taken. */
import { describe, expect, it } from 'vitest'
import type { ChatMessage } from '../../../src/models/language-model.ts'
import { standAlone } from '../../../src/pipelines/answer/stand-alone.ts'
import { wordModel } from '../../fixtures/fake-pipelines.ts'

const history: ChatMessage[] = [
  { role: 'user', content: 'What may a hotel in London cost?' },
  {
    role: 'assistant',
    content: '180 pounds a night [1]\n\n[1] Travel — travel.md: A hotel in London may cost 180 pounds.',
  },
]

function ask(question: string, says: string, turns = history) {
  const prompts: string[] = []
  const model = {
    ...wordModel(),
    async *generate({ messages }: { messages: readonly ChatMessage[] }) {
      prompts.push(messages.at(-1)!.content)
      yield says
    },
  }
  const signal = new AbortController().signal
  return standAlone(question, turns, { model, lang: 'en', signal }).then(asked => ({ asked, prompts }))
}

describe('a follow-up question', () => {
  it('is rewritten in words of the conversation, which the model is shown without its list of sources', async () => {
    const { asked, prompts } = await ask('and in Oslo?', 'What may a hotel in Oslo cost?')
    expect(asked).toBe('What may a hotel in Oslo cost?')
    expect(prompts).toEqual([
      'Question: What may a hotel in London cost?\nAnswer: 180 pounds a night\nLast question: and in Oslo?',
    ])
  })

  it.each([
    ['names something nobody named', 'What may a hotel in Bergen cost?'],
    ['forgets what is asked now', 'What may a hotel in London cost?'],
    ['is empty', ''],
    ['is a speech', 'What may a hotel in Oslo cost? '.repeat(20)],
  ])('is asked beside the one before where the rewritten one %s', async (_, says) => {
    const { asked } = await ask('and in Oslo?', says)
    expect(asked).toBe('What may a hotel in London cost? and in Oslo?')
  })

  it('is asked beside the one before where the model leaves in it what means nothing alone', async () => {
    const { asked } = await ask('What does it include?', 'What does it include?')
    expect(asked).toBe('What may a hotel in London cost? What does it include?')
    expect(await ask('Is there a canteen in this building?', 'Is there a canteen in this building?')).toMatchObject({
      asked: 'Is there a canteen in this building?',
    })
  })

  it('goes by the question alone where it was asked by a command', async () => {
    const [question, answer] = history
    const turns = [{ ...question!, content: `/answer ${question!.content}` }, answer!]
    const { asked, prompts } = await ask('and in Oslo?', '', turns)
    expect(asked).toBe('What may a hotel in London cost? and in Oslo?')
    expect(prompts[0]).not.toContain('/answer')
  })

  it('is left alone, and the model not asked, where it stands alone or nothing came before', async () => {
    expect(await ask('Who keeps the keys of the bicycle cellar?', 'x')).toMatchObject({
      asked: 'Who keeps the keys of the bicycle cellar?',
      prompts: [],
    })
    expect(await ask('and in Oslo?', 'x', [])).toEqual({ asked: 'and in Oslo?', prompts: [] })
  })
})
