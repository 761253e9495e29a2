/** What stands around a reply's text: buttons, small lines, forms, addresses. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseButtonId, renderButtons } from '../../../adapters/discord/buttons.ts'
import { createForms } from '../../../adapters/discord/form.ts'
import { createInviteUrl } from '../../../adapters/discord/invite.ts'
import { renderFooter } from '../../../adapters/discord/reply-footer.ts'
import type { ReplyAction, ReplyActionName } from '../../../src/conversation/chat-port.ts'
import { pingsOf } from '../../wire/discord-sight.ts'
import { BOT_USER, createDiscordState, type StoredMessage } from '../../wire/discord-state.ts'

const names: readonly ReplyActionName[] = ['regenerate', 'translate', 'reroute', 'share', 'ask', 'keep', 'good', 'bad']

interface Row {
  components: { custom_id: string; label: string }[]
}

test('a button tells which reply it belongs to and what it stands for', () => {
  const action: fc.Arbitrary<ReplyAction> = fc.record({
    name: fc.constantFrom(...names),
    label: fc.string({ minLength: 1, maxLength: 40 }),
    value: fc.option(fc.string({ minLength: 1, maxLength: 40 }), { nil: undefined }),
  })
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9]{1,24}$/), fc.array(action, { maxLength: 20 }), (reply, actions) => {
      const rows = renderButtons(reply, actions) as unknown as Row[]
      const buttons = rows.flatMap(row => row.components)
      expect(new Set(buttons.map(({ custom_id }) => custom_id)).size).toBe(buttons.length)
      for (const { custom_id } of buttons) {
        expect(custom_id.length).toBeLessThanOrEqual(100)
        const meaning = parseButtonId(custom_id)!
        expect(meaning.reply).toBe(reply)
        expect(actions.some(({ name, value }) => name === meaning.action && value === meaning.value)).toBe(true)
      }
      for (const { name, value } of actions) {
        expect(buttons.map(({ custom_id }) => parseButtonId(custom_id))).toContainEqual({
          action: name,
          reply,
          ...(value === undefined ? {} : { value }),
        })
      }
    }),
  )
})

test('a button of somebody else means nothing', () => {
  for (const id of ['', 'parley', 'parley:delete:r1:', 'parley:good::', 'other:good:r1:']) {
    expect(parseButtonId(id)).toBeUndefined()
  }
})

describe('the lines under a reply', () => {
  const words = fc.oneof(fc.string(), fc.constantFrom('@everyone', '<@123456789012345678>', '<@&1>', '`@here`', '](x)'))

  test('ping nobody and are single lines far below the limit, whatever sources are called', () => {
    const source = fc.record({ n: fc.nat(99), title: words, location: words, quote: fc.string() })
    const state = createDiscordState()
    fc.assert(
      fc.property(fc.array(source), fc.boolean(), (sources, stopped) => {
        for (const line of renderFooter({ end: { sources, stopped, actions: [] } })) {
          expect(line).toMatch(/^-# [^\n]*$/)
          expect(line.length).toBeLessThan(1900)
          const message = { content: line, author: BOT_USER } as StoredMessage
          expect(pingsOf(state, message)).toEqual([])
        }
      }),
    )
  })

  test('name sources by number, title and place', () => {
    const sources = [
      { n: 1, title: 'Handbook', location: 'handbook.md', quote: '' },
      { n: 2, title: 'Wiki', location: 'https://example.com/?a=1&b=2', quote: '' },
    ]
    const heading = { pipeline: 'answer', guessed: true }
    expect(renderFooter({ heading, end: { sources, stopped: true, actions: [] } })).toEqual([
      '-# Stopped.',
      '-# → answer',
      '-# \\[1\\] Handbook — handbook.md',
      '-# \\[2\\] [Wiki](<https://example.com/?a=1&b=2>)',
    ])
  })
})

test('a form with more fields than Discord has room for is refused', () => {
  const fields = Array.from({ length: 6 }, (_, i) => ({
    name: `f${i}`,
    label: 'A field',
    kind: 'text' as const,
    required: false,
  }))
  expect(() => createForms().render({ name: 'a', subject: '', title: 'A', fields })).toThrow(
    /at most 5 fields, found 6/,
  )
})

test('the invitation asks for what Parley needs', () => {
  const url = new URL(createInviteUrl('123'))
  expect(url.searchParams.get('client_id')).toBe('123')
  expect(url.searchParams.get('scope')).toBe('bot applications.commands')
  // View Channel, Send Messages, Attach Files, Read Message History, Send Messages in Threads
  expect(BigInt(url.searchParams.get('permissions')!)).toBe(
    (1n << 10n) | (1n << 11n) | (1n << 15n) | (1n << 16n) | (1n << 38n),
  )
})
