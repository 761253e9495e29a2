import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contradictsByNegation } from '../../../src/text/negation.ts'

describe('what a text denies', () => {
  it.each([
    ['en', 'Overtime is paid.', 'Overtime is not paid.'],
    ['en', 'Ann will renew the contract.', "We won't renew the contract."],
    ['de', 'Parley speichert Nachrichten.', 'Parley speichert Nachrichten nicht.'],
    ['de', 'Es gibt Parkplätze.', 'Es gibt keine Parkplätze.'],
    ['fr', 'Les heures sont payées.', 'Les heures ne sont pas payées.'],
    ['es', 'Se pagan las horas.', 'No se pagan las horas.'],
    ['zh', '加班支付工资。', '加班不支付工资。'],
    ['ja', '残業代は支払われます。', '残業代は支払われません。'],
  ])('is the opposite of what affirms it (%s: %s)', (lang, affirmed, denied) => {
    expect(contradictsByNegation(affirmed, denied, lang)).toBe(true)
    expect(contradictsByNegation(denied, affirmed, lang)).toBe(true)
  })

  it.each([
    ['en', "Ann won't renew the contract.", "I'll not renew the contract."],
    ['en', 'The launch moves to May.', 'We will not launch in April, the launch moves to May.'],
    ['en', 'They can come on Thursday.', 'They can come on Thursday at 2, not before.'],
    ['de', 'Wir nehmen Berlin.', 'Nicht Hamburg, wir nehmen Berlin.'],
    ['fr', 'On prend Lyon.', 'Pas Paris, on prend Lyon.'],
    ['zh', '会议在上海。', '不在北京，会议在上海。'],
  ])('is not what is said beside it (%s: %s)', (lang, statement, source) => {
    expect(contradictsByNegation(statement, source, lang)).toBe(false)
  })

  it('never contradicts itself', () => {
    fc.assert(
      fc.property(
        fc.lorem({ maxCount: 3, mode: 'sentences' }),
        fc.constantFrom('en', 'de', 'zh', 'ru'),
        (text, lang) => {
          expect(contradictsByNegation(text, text, lang)).toBe(false)
        },
      ),
    )
  })
})
