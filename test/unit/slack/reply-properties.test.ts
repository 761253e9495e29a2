/** Whatever Slack does to the calls of a reply, and whatever stands in it: the whole text is shown, once, and nobody is called. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatFallback } from '../../../adapters/slack/posting.ts'
import { parseButtonValue, renderFooter } from '../../../adapters/slack/reply-blocks.ts'
import { END } from '../../fixtures/watched-port.ts'
import { CHANNELS, USERS } from '../../wire/slack-people.ts'
import type { CallFault } from '../../wire/slack-server.ts'
import { buttonsOf, pingsOf, type StoredBlock } from '../../wire/slack-state.ts'
import { placeIn, startSlack } from './start-slack.ts'

let slack: Awaited<ReturnType<typeof startSlack>>

beforeAll(async () => {
  slack = await startSlack({ timing: { callMs: 150, retryMs: 1, appendMs: 1, updateMs: 1 } })
  await slack.start()
})

afterAll(() => slack.stop())

const faults = fc.constantFrom<CallFault>(
  'server-error',
  'no-answer',
  'rate-limited-without-delay',
  'stream-expired',
  'message-gone',
  { error: 'invalid_blocks' },
  { error: 'unknown_method' },
)
const methods = fc.constantFrom('startStream', 'appendStream', 'stopStream', 'postMessage', 'update', 'setStatus')
/** A method that is unknown for posting leaves no way at all. */
const trouble = fc
  .tuple(methods, faults)
  .filter(
    ([method, fault]) => !(['postMessage', 'update'].includes(method) && JSON.stringify(fault).includes('method')),
  )

test('a reply is whole and single, whatever fails on the way', async () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(words, fc.array(trouble, { maxLength: 4 }), async (words, troubles) => {
      const thread = await slack.people.say(USERS.ada, CHANNELS.general, 'go')
      for (const [method, fault] of troubles) slack.server.failCalls(new RegExp(`\\.${method}$`), fault, 1)
      const reply = await slack.open(placeIn(CHANNELS.general, thread))
      for (const word of words) {
        await reply.append(`${word} `)
        await new Promise(resolve => setImmediate(resolve))
      }
      await reply.finish({ ...END, actions: [{ name: 'regenerate', label: 'Again' }] })
      slack.server.clearFaults()
      const shown = slack.people.see(USERS.ada, CHANNELS.general).filter(message => message.thread === thread)
      expect(shown.map(message => [message.text, message.buttons])).toEqual([[words.join(' '), ['Again']]])
    }),
    { numRuns: 60 },
  )
})

test('what stands under a reply calls nobody, keeps to the limits, and leaves nothing out', () => {
  const dangerous = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 500 }),
    fc.constantFrom('<!channel>', '<@U0ADA>', '<!subteam^S1|x>', '&lt;!here&gt;', 'https://a.example/?a=<@U1>|x'),
  )
  const source = fc.record({ n: fc.nat(99), title: dangerous, location: dangerous, quote: dangerous })
  const action = fc.record({
    name: fc.constantFrom('regenerate' as const, 'reroute' as const, 'good' as const, 'bad' as const),
    label: fc.string({ minLength: 1, maxLength: 40 }),
    value: fc.option(fc.string({ maxLength: 40 }), { nil: undefined }),
  })
  const end = fc.record({
    sources: fc.array(source, { maxLength: 60 }),
    stopped: fc.boolean(),
    actions: fc.array(action, { maxLength: 30 }),
  })
  fc.assert(
    fc.property(end, fc.boolean(), (end, feedback) => {
      const blocks = renderFooter({ replyId: 'r', end, feedback })
      const message = { type: 'message' as const, ts: '1', channel: 'C', text: '', blocks }
      expect(pingsOf(message)).toEqual([])
      const texts = blocks.flatMap(block => (block.type === 'context' ? block.elements : [])) as { text: string }[]
      for (const { text } of texts) expect(text.length).toBeLessThanOrEqual(3000)
      for (const { n } of end.sources) expect(texts.some(({ text }) => text.includes(`[${n}]`))).toBe(true)
      const buttons = buttonsOf(message)
      expect(buttons).toHaveLength(end.actions.length)
      for (const { value } of buttons) expect(parseButtonValue(value)?.reply).toBe('r')
      const elements = (blocks as StoredBlock[]).flatMap(block => block.elements as StoredBlock[])
      const actionIds = elements.flatMap(element => element.action_id ?? [])
      expect(new Set(actionIds).size).toBe(actionIds.length)
    }),
    { numRuns: 500 },
  )
})

test('the text beside the blocks is within its limit and calls nobody', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20_000 }), text => {
      const fallback = formatFallback(text)
      expect(fallback.length).toBeLessThanOrEqual(3000)
      if (text.isWellFormed()) expect(fallback.isWellFormed()).toBe(true)
      expect(fallback).not.toMatch(/[<>]/)
    }),
    { numRuns: 300 },
  )
})
