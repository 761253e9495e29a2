import { describe, expect, it } from 'vitest'
import type { FoundAnswer } from '../../../src/pipelines/answer/find-answer.ts'
import { wordAnswer } from '../../../src/pipelines/answer/word-answer.ts'

function found(text: string, exact: string, isSecond = false): FoundAnswer {
  const located = { start: 0, end: text.length, exact, overlap: 1 }
  return { passage: { text, lang: 'en' }, answer: exact, isSecond, located } as unknown as FoundAnswer
}

describe('what a reader is told', () => {
  it('is a few words where they answer', () => {
    expect(wordAnswer(found('The boat fee is 40 euros a year.', '40 euros'), 'How much is the boat fee?')).toBe(
      '40 euros',
    )
    const second = found('The default registry is https://registry.example.', 'https://registry.example', true)
    expect(wordAnswer(second, 'What is the default registry of the package manager?')).toBe('https://registry.example')
  })

  it.each([
    ['denies them', 'Overtime is not paid.', 'paid', false, 'What about overtime?'],
    [
      'explains',
      'Sid is the place where packages are uploaded first.',
      'the place where packages',
      true,
      'What is sid?',
    ],
    ['explains', 'Run `deprecate` with the version.', 'with the version', true, 'How do I deprecate a package?'],
    ['says more than the question', 'Debian is the result of an effort.', 'Debian', false, 'What is Debian?'],
  ])('is the whole sentence where it %s', (_, text, exact, isSecond, question) => {
    expect(wordAnswer(found(text, exact, isSecond), question)).toBe(text)
  })

  it('is the list, too, that the sentence announces', () => {
    const sentence = 'The main differences are:'
    const text = `${sentence}\n\n- It needs a lock file.\n- It never writes.\n\nOther words.`
    const located = { start: 0, end: sentence.length, exact: undefined, overlap: 0.5 }
    const answer = { passage: { text, lang: 'en' }, answer: 'x y', isSecond: false, located } as unknown as FoundAnswer
    expect(wordAnswer(answer, 'What are the main differences?')).toBe(
      `${sentence}\n\n- It needs a lock file.\n- It never writes.`,
    )
  })
})
