/** Takes the data folder, opens the parts, and talks to whoever is there: what `parley start` does. */
import { userInfo } from 'node:os'
import { join, relative } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { createConsole, type FirstStep } from '../../adapters/console/console.ts'
import { watchSources } from '../../knowledge/watch-sources.ts'
import type { ChatPort } from '../conversation/chat-port.ts'
import { describeCommand } from '../conversation/command.ts'
import { type Conversation, createConversation } from '../conversation/conversation.ts'
import { createLanes } from '../conversation/lanes.ts'
import { type ReadersOf, readersOfPlace } from '../conversation/readers.ts'
import { ParleyError } from '../errors.ts'
import type { Services } from '../pipelines/pipeline.ts'
import { pipelines } from '../pipelines/registry.ts'
import { lockDataFolder } from '../store/folder-lock.ts'
import type { Store } from '../store/store.ts'
import type { CliContext } from './context.ts'
import { isFirstStart } from './first-start.ts'
import { openRouter } from './open-router.ts'
import { createPlatforms, hasPlatforms } from './platforms.ts'
import { readTextFile } from './read-input.ts'

const examplesFolder = fileURLToPath(new URL('../../examples', import.meta.url))

/** @throws ParleyError STORE_UNAVAILABLE where another Parley runs on the data folder; whatever opening the parts throws */
export async function runStart(context: CliContext): Promise<void> {
  const lock = await lockDataFolder(context.config.dataFolder, { name: 'start', signal: context.signal })
  try {
    const startedAt = performance.now()
    const [store, services] = await Promise.all([context.store(), context.services()])
    const seconds = (performance.now() - startedAt) / 1000
    const { name, contextTokens } = services.model.info
    const welcome = `${name}, ${contextTokens} tokens of context, ready in ${seconds.toFixed(1)} s. /help shows what there is.`
    await converse(context, store, services, welcome)
  } finally {
    lock.release()
  }
}

async function converse(context: CliContext, store: Store, services: Services, welcome: string): Promise<void> {
  const watcher = watchSources({
    knowledge: services.knowledge,
    dataFolder: context.config.dataFolder,
    onFailure: (source, error) => context.log.warn({ err: error, source }, 'a source was not indexed'),
    onChanged: (source, changes) => context.log.info({ source, ...changes }, 'a source was indexed'),
  })
  const open = await createOpener(context, store, services)
  try {
    if (hasPlatforms(context.config)) await serve(context, await createPlatforms(context, store), open, welcome)
    else await talk(context, store, services, open, welcome)
  } finally {
    await watcher.stop()
  }
}

type Open = (port: ChatPort, readersOf: ReadersOf) => Conversation

async function createOpener(context: CliContext, store: Store, services: Services): Promise<Open> {
  const shared = {
    ...{ pipelines, services, store, router: await openRouter(services), log: context.log },
    lanes: createLanes({ maxRunning: 2, maxWaiting: 100 }),
    keptFolder: join(context.config.dataFolder, 'kept'),
  }
  return (port, readersOf) => createConversation({ ...shared, port, readersOf })
}

/** Answers on the chat platforms until it is told to stop. A platform that cannot be reached at the start ends the program. */
async function serve(context: CliContext, ports: readonly ChatPort[], open: Open, welcome: string): Promise<void> {
  const stopped = new Promise<void>(resolve => context.signal.addEventListener('abort', () => resolve()))
  const started: Conversation[] = []
  try {
    for (const port of ports) {
      const conversation = open(port, readersOfPlace)
      await conversation.start()
      started.push(conversation)
      context.note(`Connected to ${port.name}.`)
    }
    context.note(welcome)
    await stopped
  } finally {
    await Promise.all(started.map(conversation => conversation.stop()))
  }
}

/** A conversation in the terminal, until the person leaves. */
async function talk(context: CliContext, store: Store, services: Services, open: Open, welcome: string): Promise<void> {
  const { username } = userInfo()
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY
  const terminal = createConsole({
    input: process.stdin,
    output: process.stdout,
    errorOutput: process.stderr,
    person: { id: username, name: username },
    commands: pipelines.map(describeCommand),
    readFile: readTextFile,
    folder: process.cwd(),
    noColour: Boolean(process.env.NO_COLOR) || process.env.TERM === 'dumb',
    historyFile: join(context.config.dataFolder, 'console-history'),
    welcome,
    firstSteps: isTerminal && (await isFirstStart(store)) ? firstSteps(services) : [],
  })
  const conversation = open(terminal, place => (place.audience === 'person' ? [`user:${username}`] : []))
  const leave = () => void terminal.stop()
  context.signal.addEventListener('abort', leave)
  await conversation.start()
  const { failed } = await terminal.ended
  context.signal.removeEventListener('abort', leave)
  await conversation.stop()
  if (failed > 0) {
    const lines = failed === 1 ? 'One line has' : `${failed} lines have`
    throw new ParleyError('CANCELLED', `${lines} no answer.`)
  }
}

/** What the sample company in `examples/` is good for. */
function firstSteps(services: Services): FirstStep[] {
  const pathTo = (name: string) => relative(process.cwd(), join(examplesFolder, name)) || '.'
  return [
    {
      label: 'Index its handbook and ask it a question',
      async prepare(status, signal) {
        status('Indexing the handbook…')
        await services.knowledge.index({
          paths: [join(examplesFolder, 'handbook')],
          signal,
          onProgress: ({ bytes, totalBytes, documents }) => {
            const percent = totalBytes > 0 ? Math.round((100 * bytes) / totalBytes) : 100
            status(`Indexing the handbook: ${documents} documents, ${percent}%…`)
          },
        })
      },
      input: '/answer How many days of holiday do we have a year?',
    },
    { label: "Summarise a week of its channel's messages", input: `/summarize ${pathTo('channel.jsonl')}` },
    { label: 'Write the minutes of one of its meetings', input: `/minutes ${pathTo('meeting.txt')}` },
  ]
}
