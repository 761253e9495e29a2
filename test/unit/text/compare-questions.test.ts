import { describe, expect, it } from 'vitest'
import { compareQuestions } from '../../../src/text/compare-questions.ts'

describe('two questions', () => {
  it.each([
    ['When does the canteen close?', 'when does the canteen close'],
    ['Which port does the staging server use?', 'The staging server uses which port?'],
  ])('of the same words are the same: %s / %s', (a, b) => {
    expect(compareQuestions(a, b)).toBe('same')
  })

  it.each([
    ['figures', 'Do we support Windows 10?', 'Is Windows 11 supported?'],
    ['figures across languages', 'Do we support Windows 10?', '我们支持 Windows 7 吗？'],
    ['names', 'How much is the Pro plan?', '¿Cuánto cuesta el plan Team?'],
    ['places', 'What may a hotel in London cost?', 'What is the limit for hotels in Paris?'],
    ['a negation', 'Is overtime paid?', 'Is overtime not paid?'],
    ['a negation across languages', 'Darf ich Hunde mitbringen?', 'May I not bring dogs?'],
    ['what is asked for', 'Who writes the minutes?', 'When are the minutes written?'],
    ['what is asked for, across languages', 'Wer schreibt das Protokoll?', '会议纪要什么时候写？'],
    ['one thing in the middle', 'Who looks after the printer on weekends?', 'Who looks after the website on weekends?'],
    ['one thing in the middle, unspaced', '食堂几点关门？', '食堂几点开门？'],
    ['more than the other asks', 'What is the notice period?', 'What is the notice period during probation?'],
  ])('that differ in %s are different', (_, a, b) => {
    expect(compareQuestions(a, b)).toBe('different')
    expect(compareQuestions(b, a)).toBe('different')
  })

  it('of which one asks for more are told', () => {
    expect(compareQuestions('How do I reset my password?', 'How can I reset the password of a customer?')).toBe(
      'narrower',
    )
  })

  it.each([
    ['How many vacation days do we have?', 'how much annual leave do we get'],
    ['How many vacation days do we have?', 'Wie viele Urlaubstage haben wir?'],
    ['What is the limit for a hotel in London?', 'Quel est le plafond pour un hôtel à Londres ?'],
  ])('in other words are left open: %s / %s', (a, b) => {
    expect(compareQuestions(a, b)).toBe('open')
  })
})
