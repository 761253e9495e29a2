/** Measures the core on a chat platform without a network: how fast messages are kept, and how soon somebody who asks sees that they were heard. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import pino from 'pino'
import { type ChatEvent, type ChatPort, messageEventId, type Place } from '../conversation/chat-port.ts'
import { createConversation } from '../conversation/conversation.ts'
import { createLanes } from '../conversation/lanes.ts'
import { readersOfPlace } from '../conversation/readers.ts'
import { createRouter } from '../conversation/router.ts'
import type { Services } from '../pipelines/pipeline.ts'
import { pipelines } from '../pipelines/registry.ts'
import { openStore } from '../store/store.ts'

export interface ChannelFigures {
  /** Messages a second that are kept. */
  mirrorRate: number
  /** Bytes of resident memory more, after all of them. */
  memoryGrowth: number
  messages: number
  /** Milliseconds from an event to the first call that shows something, beside a model that is writing; 19 of 20 are faster. */
  signOfLife: number
}

const MESSAGES = 100_000
/** As many as a busy workspace sends at once. */
const AT_ONCE = 50
const QUESTIONS = 40
const PEOPLE = 200
const place: Place = { platform: 'bench', workspace: 'w', channel: 'general', audience: 'channel' }

/** @throws ParleyError as the store and the model do */
export async function measureChannels(services: Services, signal: AbortSignal): Promise<ChannelFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  const store = await openStore({ folder })
  const seen = new Map<string, number>()
  let deliver: (event: ChatEvent) => Promise<void> = async () => {}
  const noticed = (id: string) => {
    if (!seen.has(id)) seen.set(id, performance.now())
  }
  const port: ChatPort = {
    name: 'bench',
    can: { streaming: true, private: true, threads: true, buttons: true, history: true, maxMessageChars: 4000 },
    async start(hand) {
      deliver = hand
    },
    notice: async (_, id) => noticed(id),
    async open(_, { replyTo }) {
      noticed(replyTo!)
      const done = async () => {}
      return { heading: done, status: done, append: done, finish: done, fail: done }
    },
    async *history() {},
    canRead: async () => true,
    async stop() {},
  }
  const conversation = createConversation({
    ...{ port, pipelines, services, store, router: createRouter({ pipelines, ...services }) },
    lanes: createLanes({ maxRunning: 2, maxWaiting: QUESTIONS }),
    keptFolder: join(folder, 'kept'),
    log: pino({ level: 'silent' }),
    readersOf: readersOfPlace,
  })
  try {
    await conversation.start()
    const before = process.memoryUsage.rss()
    const startedAt = performance.now()
    for (let i = 0; i < MESSAGES; i += AT_ONCE) {
      signal.throwIfAborted()
      await Promise.all(Array.from({ length: AT_ONCE }, (_, k) => deliver(postEvent(i + k))))
    }
    const mirrorRate = (1000 * MESSAGES) / (performance.now() - startedAt)
    const memoryGrowth = process.memoryUsage.rss() - before
    return { mirrorRate, memoryGrowth, messages: MESSAGES, signOfLife: await measureSignOfLife() }
  } finally {
    await conversation.stop()
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }

  async function measureSignOfLife(): Promise<number> {
    const waits: number[] = []
    for (let i = 0; i < QUESTIONS; i++) {
      signal.throwIfAborted()
      const messageId = `q${i}`
      const askedAt = performance.now()
      // The first of them keep the model busy for the others.
      await deliver(questionEvent(messageId))
      while (!seen.has(messageId)) await new Promise(resolve => setImmediate(resolve))
      waits.push(seen.get(messageId)! - askedAt)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    return waits.sort((a, b) => a - b)[Math.ceil(0.95 * waits.length) - 1]!
  }
}

function postEvent(i: number): ChatEvent {
  const author = { id: `u${i % PEOPLE}`, name: `Person ${i % PEOPLE}`, isBot: false, isSelf: false }
  const at = new Date(Date.now() + i).toISOString()
  const text = `Message ${i}: the gauge at the weir reports ${i % 97} cm, and the review moves to Tuesday.`
  const message = { id: String(i), author, text, sentAt: at, addressed: false }
  return { type: 'post', id: messageEventId(place, message.id), place, person: author, at, message }
}

function questionEvent(messageId: string): ChatEvent {
  const person = { id: messageId, name: 'Ada', language: 'en' }
  const where = { ...place, thread: messageId }
  const text = 'Write a long and friendly story about a river.'
  return {
    type: 'message',
    id: messageEventId(place, messageId),
    place: where,
    person,
    at: new Date().toISOString(),
    text,
    messageId,
  }
}
