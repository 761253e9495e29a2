/** The real program in a Slack workspace: a local server, Socket Mode, and a model server that says what the test wants. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CHANNELS, startSlackWorkspace, USERS } from '../wire/slack-people.ts'
import { APP_TOKEN, BOT_TOKEN } from '../wire/slack-server.ts'
import { createProgram, type Program } from './program.ts'

let workspace: Awaited<ReturnType<typeof startSlackWorkspace>>
let program: Program
/** What the model waits for before it goes on writing. */
let gate: Promise<void>
let asked: number

beforeEach(async () => {
  gate = Promise.resolve()
  asked = 0
  workspace = await startSlackWorkspace()
  const env = { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN, SLACK_API_URL: workspace.server.apiUrl }
  program = await createProgram(env, async function* () {
    asked++
    yield 'At nine '
    await gate
    yield 'in the morning.'
  })
  await program.start()
})
afterEach(async () => {
  await program.close()
  await workspace.server.stop()
})

const see = (viewer = USERS.ada, channel = CHANNELS.general) =>
  workspace.people.see(viewer, channel).filter(({ author }) => author === 'parley')

async function until(fits: () => boolean): Promise<void> {
  while (!fits()) await new Promise(resolve => setTimeout(resolve, 20))
}

describe('a mention in Slack', () => {
  it('is answered once, in its thread, and can be rated', async () => {
    const { people, server } = workspace
    const ts = await people.say(USERS.ada, CHANNELS.general, 'hi, how are you today?', { mention: true })
    await until(() => see().some(({ text }) => text.includes('At nine in the morning.')))
    await server.redeliver()
    const [answer, ...others] = see()
    expect(others).toEqual([])
    expect(answer).toMatchObject({ thread: ts })
    await until(() => see()[0]!.buttons.length > 0)
    expect(see()[0]!.buttons).toContain('Regenerate')
  })

  it('outlives a crash in the middle of its answer, without a second answer', async () => {
    let open = () => {}
    gate = new Promise(resolve => {
      open = resolve
    })
    await workspace.people.say(USERS.ada, CHANNELS.general, 'hi, how are you today?', { mention: true })
    await until(() => asked === 1 && see().length > 0)
    await program.stop('SIGKILL')
    open()
    gate = Promise.resolve()
    await program.start()
    await until(() => see().some(({ text }) => text.includes('At nine in the morning.')))
    expect(see()).toHaveLength(1)
  })

  it('that came while the program was away is answered when it is back', async () => {
    await program.stop()
    await workspace.people.say(USERS.ben, CHANNELS.general, 'hi, how are you today?', { mention: true })
    await program.start()
    await until(() => see().some(({ text }) => text.includes('At nine in the morning.')))
    expect(see()).toHaveLength(1)
  })
})

describe('the program', () => {
  it('ends in order when it is told to, with the exit code of the signal', async () => {
    expect(await program.stop('SIGTERM')).toBe(143)
  })
})
