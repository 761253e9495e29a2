import { describe, expect, it } from 'vitest'
import { findDue, findDueNear, findOwner } from '../../../src/pipelines/minutes/owner-and-due.ts'

const participants = ['Nora', 'Paul Weber', '小梅']
const ownerOf = (author: string, text: string) =>
  findOwner({ kind: 'action', message: 0, text, score: 1 }, { messages: [{ id: '1', author, text }], participants })

describe('findOwner', () => {
  it.each([
    ['Nora', "I'll send it tomorrow.", 'Nora'],
    ['Nora', 'Paul, can you send it?', 'Paul Weber'],
    ['Paul Weber', 'Nora has to send it.', 'Nora'],
    ['Paul Weber', "I'll help Nora with it.", 'Paul Weber'],
    ['Nora', 'Somebody has to send it.', undefined],
    ['Nora', 'Ich schicke es morgen.', 'Nora'],
    ['Nora', '小梅，你明天发一下好吗？', '小梅'],
    ['小梅', '我明天发。', '小梅'],
  ])('%s: %s', (author, text, owner) => {
    expect(ownerOf(author, text)).toBe(owner)
  })
})

describe('findDue', () => {
  it.each([
    ["I'll do it by Thursday the 15th.", 'Thursday the 15th'],
    ['It will be done by tomorrow noon.', 'tomorrow noon'],
    ['Send it before the end of the month.', 'the end of the month'],
    ['Mach das bis 15. Oktober bitte.', '15. Oktober'],
    ['Je le ferai demain matin.', 'demain matin'],
    ['下周一之前完成。', '下周一'],
    ['水曜日までに送ります。', '水曜日'],
    ['Due 2026-10-15.', '2026-10-15'],
    ['I may do it, and they march on.', undefined],
    ['Das mache ich im Mai.', 'Mai'],
    ['That is all.', undefined],
  ])('%s', (text, due) => {
    expect(findDue(text)).toBe(due)
  })
})

describe('findDueNear', () => {
  const dueOf = (...texts: string[]) =>
    findDueNear(
      { kind: 'action', message: 0, text: "I'll ask them.", score: 1 },
      texts.map((text, index) => ({ id: String(index), author: 'Nora', text })),
    )

  it('looks behind the sentence and into short answers', () => {
    expect(dueOf("Fine. I'll ask them. By Wednesday.")).toBe('Wednesday')
    expect(dueOf("I'll ask them.", 'By when?', 'Friday at the latest.')).toBe('Friday')
    expect(dueOf("I'll ask them.", `And ${'now for something else '.repeat(5)} on Friday`)).toBeUndefined()
  })
})
