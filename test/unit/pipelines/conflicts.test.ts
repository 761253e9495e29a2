/** Documents that say different things about the same. */
import { describe, expect, it } from 'vitest'
import type { Passage } from '../../../knowledge/knowledge.ts'
import { findConflict, formatConflict } from '../../../src/pipelines/answer/conflicts.ts'

function passage(doc: string, text: string, lang = 'en'): Passage {
  const bestSentence = { start: 0, end: text.length, cosine: 0.9 }
  return {
    id: doc,
    doc,
    position: 0,
    uri: doc,
    title: doc,
    heading: '',
    lead: '',
    text,
    start: 0,
    end: text.length,
    lang,
    score: 1,
    cosine: 0.9,
    bestSentence,
  }
}

const text = 'Everybody who works full time has 30 days of holiday a year.'
const stated = { passage: passage('new', text), start: 0, end: text.length }

describe('findConflict', () => {
  it('finds the same sentence of another document with another figure', () => {
    const other = passage('old', 'Everybody who works full time has 28 days of holiday a year.')
    expect(findConflict(stated, '30 days', [stated.passage, other])).toEqual({
      passage: other,
      start: 0,
      end: other.text.length,
    })
  })

  it.each([
    ['says the same', passage('old', 'Everybody who works full time has 30 days of holiday a year.')],
    ['has no figure', passage('old', 'Everybody who works full time has days of holiday a year.')],
    ['speaks of something else', passage('old', 'A bicycle that is stolen is paid up to 800 euros.')],
    ['is the same document', passage('new', 'Everybody who works full time has 28 days of holiday a year.')],
    ['is in another language', passage('old', 'Wer Vollzeit arbeitet, hat 28 Tage Urlaub im Jahr.', 'de')],
  ])('finds none where the other passage %s', (_, other) => {
    expect(findConflict(stated, '30 days', [other])).toBeUndefined()
  })

  it('reads 1,200 and 1200 as one figure', () => {
    const euros = 'A course of a week costs 1,200 euros at most.'
    const other = passage('old', 'A course of a week costs 1200 euros at most.')
    expect(
      findConflict({ passage: passage('new', euros), start: 0, end: euros.length }, '1,200 euros', [other]),
    ).toBeUndefined()
  })

  it('needs a figure in the answer', () => {
    const other = passage('old', 'Everybody who works full time has 28 days of holiday a year.')
    expect(findConflict(stated, 'Everybody', [other])).toBeUndefined()
  })
})

describe('formatConflict', () => {
  it('quotes in the reader’s language', () => {
    expect(formatConflict('de', { isOlder: true, quote: '28\n Tage' })).toBe(
      'Ein älteres Dokument sagt etwas anderes: „28 Tage“',
    )
  })
})
