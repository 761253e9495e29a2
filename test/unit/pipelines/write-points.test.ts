import { describe, expect, it } from 'vitest'
import { toUnits } from '../../../src/pipelines/summarize/to-units.ts'
import { writePoints } from '../../../src/pipelines/summarize/write-points.ts'
import { fakeServices, wordModel } from '../../fixtures/fake-pipelines.ts'
import { createWordEmbedder } from '../../fixtures/word-embedder.ts'

const conversation = [
  { id: '1', author: 'Ada', text: 'The boat fee is 40 euros now, I paid it this morning.' },
  { id: '2', author: 'Ben', text: 'Thanks. Who brings the ropes on Sunday?' },
  { id: '3', author: 'Cleo', text: 'I bring the ropes. And Ada brings the lamp.' },
]

/** The points that come of what a model wrote. */
async function pointsOf(written: string, maxPoints: number, messages = conversation) {
  const embedder = createWordEmbedder()
  const { units } = toUnits(messages)
  const vectors = await embedder.embed(
    units.map(({ author, text }) => `${author}: ${text}`),
    'passage',
  )
  async function* generate() {
    yield written
  }
  const { model } = fakeServices({ model: { ...wordModel(), generate } })
  const request = { segment: { units, vectors }, lang: 'en', maxPoints, signal: new AbortController().signal }
  return writePoints(request, { model, embedder })
}

describe('points of a conversation', () => {
  it('carry the messages that they rest on', async () => {
    const points = await pointsOf('Ada paid the boat fee of 40 euros this morning. Cleo brings the ropes.', 4)
    expect(points.map(({ text }) => text)).toEqual([
      'Ada paid the boat fee of 40 euros this morning.',
      'Cleo brings the ropes.',
    ])
    expect(points[0]!.messages).toContain(0)
    expect(points[1]!.messages).toContain(2)
  })

  it.each([
    ['a figure that nobody said', 'Ada paid the boat fee of 45 euros.'],
    ['a person of the prompt’s examples', 'Paul brings the ropes.'],
    ['a matter of the prompt’s examples', 'Cleo wants the ropes on the login page on Sunday.'],
    ['of somebody what they only asked', 'Ben brings the ropes.'],
    ['of who said it what others are to do', 'Cleo brings the lamp.'],
    ['of somebody what others said', 'Ben explains that the boat fee is 40 euros now.'],
    ['the opposite of what was said', 'Ada never paid the boat fee of 40 euros this morning.'],
    ['what nobody spoke of', 'The printer cannot be repaired before Thursday evening.'],
  ])('are passed over where they state %s', async (_, wrong) => {
    const points = await pointsOf(`${wrong} Cleo brings the ropes.`, 1)
    expect(points).toEqual([{ text: 'Cleo brings the ropes.', messages: expect.arrayContaining([2]) }])
  })

  it('are the nearest message itself where no sentence holds', async () => {
    expect(await pointsOf('Ada paid the boat fee of 45 euros.', 1)).toEqual([
      { text: 'Ada: The boat fee is 40 euros now, I paid it this morning.', messages: [0], isQuote: true },
    ])
  })

  it('quote no more of a long message than the sentence that is near', async () => {
    const long = `${'We spoke about the weather for a while. '.repeat(6)}The boat fee is 40 euros now. ${'Then we had tea and cake together. '.repeat(3)}`
    const [point] = await pointsOf('The boat fee is 45 euros.', 1, [{ id: '1', author: 'Ada', text: long }])
    expect(point).toEqual({ text: 'Ada: The boat fee is 40 euros now.', messages: [0], isQuote: true })
  })
})
