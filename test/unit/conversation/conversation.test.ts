import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Place, QuestionEvent } from '../../../src/conversation/chat-port.ts'
import { type Conversation, createConversation } from '../../../src/conversation/conversation.ts'
import { createLanes } from '../../../src/conversation/lanes.ts'
import type { Router } from '../../../src/conversation/router.ts'
import { ParleyError } from '../../../src/errors.ts'
import type { Part, Pipeline, PipelineRequest } from '../../../src/pipelines/pipeline.ts'
import { openStore, type Store } from '../../../src/store/store.ts'
import { fakePipeline, fakeServices, textResult, wordModel } from '../../fixtures/fake-pipelines.ts'
import { createMemoryPort, type MemoryPort } from '../../fixtures/memory-port.ts'

let folder: string
let store: Store
const started: Conversation[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-conversation-'))
  store = await openStore({ folder })
})
afterEach(async () => {
  for (const conversation of started.splice(0)) await conversation.stop()
  await store.close()
  await rm(folder, { recursive: true })
})

const place = (channel: string): Place => ({ platform: 'memory', channel, audience: 'person' })
let serial = 0
function question(text: string, channel = 'a', more: Partial<QuestionEvent> = {}): QuestionEvent {
  serial++
  const person = { id: channel, name: channel }
  return {
    type: 'message',
    id: `event-${serial}`,
    place: place(channel),
    person,
    at: new Date().toISOString(),
    text,
    ...more,
  } as QuestionEvent
}

function envelope({ place, person, at }: QuestionEvent) {
  return { place, person, at }
}

/** Everything goes to the first pipeline. */
function onlyRoute(pipelines: readonly Pipeline[]): Router {
  const route: Router['route'] = async ({ text }) => {
    return { pipeline: pipelines[0]!.name, confidence: 0.8, params: { text }, by: 'examples' }
  }
  return { route, guess: route }
}

async function begin(
  pipelines: readonly Pipeline[],
  more: Partial<Parameters<typeof createConversation>[0]> = {},
): Promise<MemoryPort> {
  const port = (more.port as MemoryPort | undefined) ?? createMemoryPort()
  const conversation = createConversation({
    pipelines,
    services: fakeServices(),
    store,
    router: onlyRoute(pipelines),
    lanes: createLanes({ maxRunning: 2, maxWaiting: 100 }),
    keptFolder: join(folder, 'kept'),
    log: pino({ level: 'silent' }),
    readersOf: () => ['public'],
    ...more,
    port,
  })
  started.push(conversation)
  await conversation.start()
  return port
}

const isPosition = (status: string) => status.startsWith('Waiting')
const isEnded = (reply: MemoryPort['replies'][number]) => reply.end !== undefined || reply.reason !== undefined
const allEnded = (count: number) => (replies: MemoryPort['replies']) => replies.filter(isEnded).length >= count

async function* echo(request: PipelineRequest<{ text: string }>): AsyncIterable<Part> {
  yield { type: 'status', text: 'reading' }
  yield { type: 'text', text: 'You said: ' }
  yield { type: 'text', text: request.params.text }
  yield textResult(`You said: ${request.params.text}`)
}

/** A pipeline that writes a first part and then waits until its text is let go. */
function gated() {
  const begun: string[] = []
  const gates = new Map<string, () => void>()
  const pipeline = fakePipeline('chat', async function* (request) {
    const { text } = request.params
    const { promise, resolve } = Promise.withResolvers<void>()
    gates.set(text, resolve)
    begun.push(text)
    yield { type: 'text', text: `begun ${text}` }
    await promise
    yield { type: 'text', text: ' done' }
    yield textResult('')
  })
  return { pipeline, begun, letGo: (text: string) => gates.get(text)!() }
}

describe('an event', () => {
  it('is answered, with the pipeline named as a guess', async () => {
    const port = await begin([fakePipeline('chat', echo)])
    await port.send(question('hello'))
    await port.until(allEnded(1))
    expect(port.replies[0]).toMatchObject({
      text: 'You said: hello',
      heading: { pipeline: 'chat', guessed: true },
      end: { stopped: false, sources: [] },
    })
    expect(port.replies[0]!.statuses).toContain('reading')
  })

  it('is on disk when it is acknowledged', async () => {
    const { pipeline } = gated()
    const port = await begin([pipeline])
    const event = question('keep me')
    await port.send(event)
    const row = await store.db.selectFrom('inbox').selectAll().executeTakeFirstOrThrow()
    expect(JSON.parse(row.body)).toEqual(event)
    expect(row).toMatchObject({ id: `memory:${event.id}`, state: 'received' })
  })

  it('is answered once, however often and however close together it comes', async () => {
    const port = await begin([fakePipeline('chat', echo)])
    const event = question('hello')
    await Promise.all([port.send(event), port.send(event), port.send(event)])
    await port.until(allEnded(1))
    await port.send(event)
    await port.send(question('another'))
    await port.until(allEnded(2))
    expect(port.replies.map(reply => reply.text)).toEqual(['You said: hello', 'You said: another'])
  })

  it('leaves its words in the inbox no longer than needed', async () => {
    const port = await begin([fakePipeline('chat', echo)])
    await port.send(question('private'))
    await port.until(allEnded(1))
    const row = await store.db.selectFrom('inbox').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({ state: 'done', body: '', attempts: 1 })
  })

  it('that is a command goes to its pipeline, options included', async () => {
    const { z } = await import('zod')
    const translate = fakePipeline(
      'translate',
      async function* (request) {
        yield textResult(JSON.stringify(request.params))
      },
      { parameters: z.object({ text: z.string().describe('Text'), to: z.string().describe('Target language') }) },
    )
    const port = await begin([fakePipeline('chat', echo), translate])
    const command = (text: string) =>
      question(text, 'a', { type: 'command', name: 'translate' } as Partial<QuestionEvent>)
    await port.send(command('--to de Hello --there'))
    await port.until(allEnded(1))
    expect(port.replies[0]).toMatchObject({ text: '{"text":"Hello --there","to":"de"}', heading: { guessed: false } })
    await port.send(command('into German: Hello'))
    await port.until(allEnded(2))
    expect(JSON.parse(port.replies[1]!.text)).toEqual({ to: 'de', text: 'Hello' })
    await port.send(command('Hello'))
    await port.until(allEnded(3))
    expect(port.replies[2]!.reason).toBe('--to is missing (Target language).')
    await port.send(question('x', 'a', { type: 'command', name: 'tranlsate' } as Partial<QuestionEvent>))
    await port.until(allEnded(4))
    expect(port.replies[3]!.reason).toContain('did you mean translate?')
  })
})

describe('a crash', () => {
  it('in the middle is made up for at the next start, once', async () => {
    const first = gated()
    const before = await begin([first.pipeline])
    const event = question('survive')
    await before.send(event)
    await before.until(replies => replies[0]?.text === 'begun survive')
    // The process is gone: nothing of the first conversation ends. A second one begins on the same store.
    const after = await begin([fakePipeline('chat', echo)])
    await after.until(allEnded(1))
    expect(after.replies[0]).toMatchObject({ text: 'You said: survive', options: { attempt: 2, eventId: event.id } })
    const third = await begin([fakePipeline('chat', echo)])
    await third.send(question('still alive'))
    await third.until(allEnded(1))
    expect(third.replies.map(reply => reply.text)).toEqual(['You said: still alive'])
  })

  it('that comes with every attempt ends in a reason', async () => {
    const event = question('poison')
    const body = JSON.stringify(event)
    const received_at = new Date().toISOString()
    await store.db
      .insertInto('inbox')
      .values({ id: `memory:${event.id}`, body, state: 'received', attempts: 3, received_at, finished_at: null })
      .execute()
    const port = await begin([fakePipeline('chat', echo)])
    await port.until(allEnded(1))
    expect(port.replies[0]).toMatchObject({ text: '', reason: expect.stringContaining('3 times') })
  })

  it('of long ago is told instead of answered', async () => {
    const event = question('old', 'a', { at: '2020-01-01T00:00:00Z' })
    const row = { id: `memory:${event.id}`, body: JSON.stringify(event), state: 'received' as const }
    await store.db
      .insertInto('inbox')
      .values({ ...row, received_at: event.at, finished_at: null })
      .execute()
    const port = await begin([fakePipeline('chat', echo)])
    await port.until(allEnded(1))
    expect(port.replies[0]!.reason).toContain('not running')
  })

  it('of another platform is not ours to make up for', async () => {
    const event = question('elsewhere')
    const row = { id: `other:${event.id}`, body: JSON.stringify(event), state: 'received' as const }
    await store.db
      .insertInto('inbox')
      .values({ ...row, received_at: event.at, finished_at: null })
      .execute()
    const port = await begin([fakePipeline('chat', echo)])
    await port.send(question('mine'))
    await port.until(allEnded(1))
    expect(port.replies).toHaveLength(1)
  })
})

describe('shutting down', () => {
  it('leaves what is unfinished for the next start', async () => {
    const port = await begin([gated().pipeline])
    await port.send(question('later'))
    await port.until(replies => replies[0]?.text === 'begun later')
    await started.pop()!.stop()
    expect(port.replies[0]!.reason).toContain('takes this up again')
    const after = await begin([fakePipeline('chat', echo)])
    await after.until(allEnded(1))
    expect(after.replies[0]!.text).toBe('You said: later')
  })
})

describe('a stop', () => {
  it('keeps what was written, at once, also where the pipeline does not listen', async () => {
    const port = await begin([gated().pipeline])
    const event = question('long')
    await port.send(event)
    await port.until(replies => replies[0]?.text === 'begun long')
    await port.send({ ...envelope(event), id: 'stop-1', type: 'stop' })
    await port.until(allEnded(1))
    expect(port.replies[0]).toMatchObject({ text: 'begun long', end: { stopped: true } })
  })

  it('reaches what still waits, and leaves other places alone', async () => {
    const { pipeline, letGo } = gated()
    const port = await begin([pipeline], { lanes: createLanes({ maxRunning: 1, maxWaiting: 100 }) })
    await port.send(question('first', 'a'))
    await port.until(replies => replies[0]?.text === 'begun first')
    const second = question('second', 'b')
    await port.send(second)
    await port.send({ ...envelope(second), id: 'stop-2', type: 'stop' })
    await port.until(allEnded(1))
    expect(port.replies[1]).toMatchObject({ text: '', end: { stopped: true } })
    letGo('first')
    await port.until(allEnded(2))
    expect(port.replies[0]).toMatchObject({ text: 'begun first done', end: { stopped: false } })
  })
})

describe('a failure', () => {
  it('becomes one line that says why, under what was written', async () => {
    const port = await begin([
      fakePipeline('chat', async function* () {
        yield { type: 'text', text: 'Half an answer' }
        throw new ParleyError('MODEL_UNAVAILABLE', 'The model process died.')
      }),
    ])
    await port.send(question('hello'))
    await port.until(allEnded(1))
    expect(port.replies[0]).toMatchObject({ text: 'Half an answer' })
    expect(port.replies[0]!.reason).toMatch(/^The model process died\. .*doctor/)
    expect(port.replies[0]!.reason).not.toContain('\n')
  })

  it('that nobody foresaw is told as such, and the next question works', async () => {
    let first = true
    const port = await begin([
      fakePipeline('chat', async function* (request) {
        if (first) {
          first = false
          throw new TypeError('x is not a function\n  at y')
        }
        yield* echo(request)
      }),
    ])
    await port.send(question('one'))
    await port.send(question('two'))
    await port.until(allEnded(2))
    expect(port.replies[0]!.reason).toMatch(/^Something went wrong inside Parley \(x is not a function at y\)/)
    expect(port.replies[1]!.text).toBe('You said: two')
  })

  it('to write anything is a reason too', async () => {
    const port = await begin([
      fakePipeline('chat', async function* () {
        yield textResult('')
      }),
    ])
    await port.send(question('hello'))
    await port.until(allEnded(1))
    expect(port.replies[0]!.reason).toContain('wrote nothing')
  })

  it('to end in time is told with the minutes', async () => {
    const port = await begin([gated().pipeline], { timeoutMs: 60 })
    await port.send(question('hello'))
    await port.until(allEnded(1))
    expect(port.replies[0]).toMatchObject({ text: 'begun hello', reason: expect.stringContaining('took longer') })
  })

  it('to open a reply in a place that is gone gives the event up', async () => {
    const port = createMemoryPort({
      open: place => {
        if (place.channel === 'gone') throw new ParleyError('PLATFORM_REJECTED', 'no such channel')
      },
    })
    await begin([fakePipeline('chat', echo)], { port })
    await port.send(question('lost', 'gone'))
    await port.send(question('here', 'a'))
    await port.until(allEnded(1))
    const rows = await store.db.selectFrom('inbox').select(['state']).orderBy('received_at').execute()
    expect(rows.map(row => row.state).sort()).toEqual(['done', 'failed'])
  })
})

describe('the queue', () => {
  it('answers one person in order, lets somebody else in between, and tells who waits how many are ahead', async () => {
    const { pipeline, begun, letGo } = gated()
    const port = await begin([pipeline], { lanes: createLanes({ maxRunning: 1, maxWaiting: 100 }) })
    await port.send(question('a1', 'a'))
    await port.send(question('a2', 'a'))
    await port.send(question('b1', 'b'))
    for (const [index, text] of ['a1', 'b1', 'a2'].entries()) {
      await port.until(() => begun.length > index)
      letGo(text)
      await port.until(allEnded(index + 1))
    }
    expect(begun).toEqual(['a1', 'b1', 'a2'])
    const statuses = Object.fromEntries(port.replies.map(reply => [reply.text, reply.statuses.filter(isPosition)]))
    expect(statuses['begun b1 done']).toEqual(['Waiting: one question is ahead of yours.'])
    expect(statuses['begun a2 done']![0]).toMatch(/^Waiting: /)
  })

  it('writes to two people at once without mixing them up', async () => {
    const { pipeline, letGo } = gated()
    const port = await begin([pipeline], { lanes: createLanes({ maxRunning: 2, maxWaiting: 100 }) })
    await port.send(question('mine', 'a'))
    await port.send(question('yours', 'b'))
    await port.until(replies => replies.length === 2 && replies.every(reply => reply.text.startsWith('begun')))
    letGo('yours')
    letGo('mine')
    await port.until(allEnded(2))
    expect(port.replies.map(({ place, text }) => [place.channel, text])).toEqual([
      ['a', 'begun mine done'],
      ['b', 'begun yours done'],
    ])
  })

  it('that is full refuses with a reason', async () => {
    const { pipeline } = gated()
    const port = await begin([pipeline], { lanes: createLanes({ maxRunning: 1, maxWaiting: 1 }) })
    for (const channel of ['a', 'b', 'c']) await port.send(question(channel, channel))
    await port.until(allEnded(1))
    expect(port.replies[2]!.reason).toContain('waiting already')
  })
})

describe('the history', () => {
  function listening(contextTokens: number) {
    const heard: string[][] = []
    const pipeline = fakePipeline('chat', async function* (request) {
      heard.push(request.history.map(turn => `${turn.role}: ${turn.content}`))
      yield* echo(request)
    })
    return { heard, pipeline, services: fakeServices({ model: wordModel(contextTokens) }) }
  }

  it('goes with the next question of the same place and no other, until it is forgotten', async () => {
    const { heard, pipeline, services } = listening(1000)
    const port = await begin([pipeline], { services })
    let sent = 0
    const ask = async (text: string, channel: string) => {
      await port.send(question(text, channel))
      await port.until(allEnded(++sent))
    }
    await ask('one', 'a')
    await ask('two', 'b')
    await ask('three', 'a')
    await port.send({ ...question('', 'a'), type: 'forget' } as never)
    await ask('four', 'a')
    expect(heard).toEqual([[], [], ['user: one', 'assistant: You said: one'], []])
  })

  it('loses its oldest turns where it no longer fits, and says so', async () => {
    const { heard, pipeline, services } = listening(60)
    const port = await begin([pipeline], { services })
    for (let turn = 0; turn < 12; turn++) {
      await port.send(question(`word${turn}`, 'a'))
      await port.until(allEnded(turn + 1))
    }
    const last = heard.at(-1)!
    expect(last.length).toBeGreaterThan(0)
    expect(last.length).toBeLessThan(22)
    expect(last[0]).toMatch(/^user: word/)
    expect(last.at(-1)).toBe('assistant: You said: word10')
    expect(port.replies.at(-1)!.statuses.join(' ')).toContain('no longer fit')
    expect(port.replies[0]!.statuses.join(' ')).not.toContain('no longer fit')
  })
})
