import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findThreads } from '../../../../src/pipelines/reading/find-threads.ts'
import { inferReplies } from '../../../../src/pipelines/reading/infer-replies.ts'
import type { Utterance } from '../../../../src/text/utterance.ts'

/** `author| text`, a minute apart. */
function log(...lines: string[]): Utterance[] {
  return lines.map((line, index) => {
    const [author, ...text] = line.split('| ')
    return {
      id: String(index),
      author: author!,
      text: text.join('| '),
      ts: `2026-05-14T10:${String(index).padStart(2, '0')}`,
    }
  })
}

describe('inferReplies', () => {
  it('takes what the platform says', () => {
    const messages = log('ann| Where is the key?', 'bob| Lunch?', 'cat| In the drawer')
    messages[2]!.replyTo = '0'
    expect(inferReplies(messages)).toEqual([0, 1, 0])
  })

  it('keeps replies together whose thread began before the log', () => {
    const messages = log('ann| Where is the key?', 'bob| Here', 'cat| Thanks')
    messages[1]!.replyTo = messages[2]!.replyTo = 'earlier'
    expect(inferReplies(messages)).toEqual([0, 1, 1])
  })

  it('does not answer from the channel into a thread beside it', () => {
    const messages = log('ann| Where is the key?', 'bob| In the drawer', 'cat| ann: which drawer of the two?')
    messages[1]!.replyTo = '0'
    expect(inferReplies(messages)[2]).toBe(0)
  })

  it('untangles two conversations by whom people name', () => {
    const messages = log(
      'ann| how do I mount the usb disk?',
      'bob| what is the best mail program?',
      'cat| ann: plug it in, then run mount',
      'dan| bob: thunderbird is a good mail program',
      'ann| cat: mount says permission denied',
      'bob| dan, does it read my old mail?',
    )
    expect(inferReplies(messages)).toEqual([0, 1, 0, 1, 2, 3])
  })

  it.each(['ann_: try sudo', 'Ann|away: try sudo', '@ann try sudo', 'try sudo, ann', 'hey ann, try sudo'])(
    'knows a person under other spellings: %s',
    text => {
      const messages = log('ann| how do I mount the disk?', 'bob| nice weather today in Rome', `cat| ${text}`)
      expect(inferReplies(messages)[2]).toBe(0)
    },
  )

  it('knows people by their first name and names without blanks around', () => {
    const messages = log(
      'Ann Lee| the train is late',
      '田中| 会議は何時ですか',
      'Bob Ray| Ann, which train?',
      '佐藤| 田中さん、三時です',
    )
    expect(inferReplies(messages)).toEqual([0, 1, 0, 1])
  })

  it('follows a person to a new name', () => {
    const messages = log(
      'ann| how do I mount the disk?',
      '| === ann is now known as annette',
      'bob| the shop is closed today',
      'cat| annette: with mount',
    )
    expect(inferReplies(messages)[3]).toBe(0)
  })

  it('lets a program answer the command, not whoever spoke last', () => {
    const messages = log(
      'ann| where is the manual?',
      'bob| !manual | ann',
      'cat| it rains again',
      'ubotu| The manual is at example.org',
    )
    expect(inferReplies(messages)[3]).toBe(1)
  })

  it('neither answers a notice nor lets it answer', () => {
    const messages = log('ann| shall we start?', '| === bob has joined #team', 'cat| yes')
    expect(inferReplies(messages)).toEqual([0, 1, 0])
  })

  it('keeps channels apart', () => {
    const messages = log('ann| how do I mount the disk?', 'bob| lunch?', 'cat| yes please')
    messages[0]!.channel = messages[2]!.channel = '#a'
    messages[1]!.channel = '#b'
    expect(inferReplies(messages)[2]).toBe(0)
  })

  it('links each message to itself or to an earlier one, for any log', () => {
    const message = fc.record({
      author: fc.constantFrom('ann', 'bob', 'Cat Ray', '田中', ''),
      text: fc.oneof(fc.string(), fc.constantFrom('ann: yes', '=== bob has left', '!help', 'why?', '@Cat ok', '')),
      ts: fc.option(fc.constantFrom('10:02', '2026-05-14T10:02', '00:00:04', 'x'), { nil: undefined }),
      replyTo: fc.option(fc.nat(30).map(String), { nil: undefined }),
      channel: fc.option(fc.constantFrom('#a', '#b'), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(message, { maxLength: 30 }), given => {
        const messages = given.map((one, index) => ({ ...one, id: String(index) }))
        const replies = inferReplies(messages)
        expect(replies).toHaveLength(messages.length)
        for (const [index, reply] of replies.entries()) {
          expect(reply).toBeGreaterThanOrEqual(0)
          expect(reply).toBeLessThanOrEqual(index)
        }
        expect(
          findThreads(replies)
            .flat()
            .sort((a, b) => a - b),
        ).toEqual([...replies.keys()])
      }),
    )
  })

  it('stops where it is told to', () => {
    const stopped = AbortSignal.abort(new Error('enough'))
    expect(() => inferReplies(log('ann| hello'), { signal: stopped })).toThrow('enough')
  })
})

describe('findThreads', () => {
  it('gives the threads in the order of their first messages', () => {
    expect(findThreads([0, 1, 0, 1, 2, 5])).toEqual([[0, 2, 4], [1, 3], [5]])
  })

  it('has no threads where nothing was said', () => {
    expect(findThreads([])).toEqual([])
  })
})
