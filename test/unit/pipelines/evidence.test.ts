import { describe, expect, it } from 'vitest'
import type { Passage } from '../../../knowledge/knowledge.ts'
import { createTransformersEmbedder } from '../../../src/models/transformers/transformers-embedder.ts'
import confidenceModel from '../../../src/pipelines/answer/confidence.json' with { type: 'json' }
import { confidenceOf, toEvidence } from '../../../src/pipelines/answer/evidence.ts'

function confidence(question: string, text: string, answer: string, lang = 'en'): number {
  const passage = {
    ...{ id: 'a#0', doc: 'a', position: 0, uri: '/a', title: 'Club', heading: '', lead: '', text, start: 0 },
    ...{ end: text.length, lang, score: 1, cosine: 0.88, locations: [] },
  } as unknown as Passage
  const located = { start: 0, end: text.length, exact: answer, overlap: 1 }
  const facts = { question, questionLanguage: lang, passage, answer, located, isSecond: false, refusal: 0.3 }
  return confidenceOf(toEvidence({ ...facts, rivalCosine: 0.84, sentenceCosine: 0.9 }))
}

describe('confidence in an answer', () => {
  it.each([
    ['en', 'Who pays the boat fee?', 'Who does not pay the boat fee?', 'Guests pay the boat fee.', 'Guests'],
    ['de', 'Wer zahlt die Gebühr?', 'Wer zahlt die Gebühr nicht?', 'Gäste zahlen die Gebühr.', 'Gäste'],
  ])('is low where the question asks for the opposite (%s)', (lang, asked, opposite, text, answer) => {
    expect(confidence(opposite, text, answer, lang)).toBeLessThan(confidence(asked, text, answer, lang) / 2)
  })

  it('is not touched by a denial in both', () => {
    const text = 'Guests do not pay the boat fee.'
    expect(confidence('Who does not pay the boat fee?', text, 'Guests')).toBeGreaterThan(0.4)
  })

  it('was calibrated for the embedder that ships', async () => {
    const embedder = createTransformersEmbedder()
    expect(confidenceModel.embedder).toBe(embedder.name)
    await embedder.close()
  })
})
