/** The guided setup against local servers of the platforms. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startDiscordGuild } from '../../wire/discord-guild.ts'
import { BOT_TOKEN as DISCORD_TOKEN } from '../../wire/discord-server.ts'
import { startSlackWorkspace } from '../../wire/slack-people.ts'
import { APP_TOKEN, BOT_TOKEN } from '../../wire/slack-server.ts'
import { createWorkplace } from './run-parley.ts'

let workplace: ReturnType<typeof createWorkplace>
let env: Record<string, string>
let close: () => Promise<void>
const envFile = () => join(workplace.folder, '.env')

beforeEach(() => {
  workplace = createWorkplace()
})
afterEach(async () => {
  await close()
  workplace.remove()
})

describe('parley setup slack', () => {
  beforeEach(async () => {
    const { server } = await startSlackWorkspace()
    env = { SLACK_API_URL: server.apiUrl }
    close = () => server.stop()
  })

  it('shows the manifest, checks the tokens and keeps them', async () => {
    const { exitCode, stdout } = await workplace.run(['setup', 'slack'], { input: `${BOT_TOKEN}\n${APP_TOKEN}\n`, env })
    expect(stdout).toContain('"slash_commands"')
    expect(stdout).toMatch(/The tokens belong to .*All is well/s)
    expect(exitCode).toBe(0)
    expect(readFileSync(envFile(), 'utf8')).toBe(`SLACK_BOT_TOKEN=${BOT_TOKEN}\nSLACK_APP_TOKEN=${APP_TOKEN}\n`)
    expect(statSync(envFile()).mode & 0o777).toBe(0o600)
  })

  it('says which token is wrong, and keeps none', async () => {
    const { exitCode, stdout } = await workplace.run(['setup', 'slack'], { input: 'xoxb-wrong\nxapp-wrong\n', env })
    expect(stdout).toMatch(/The bot token does not work.*The app token does not work/s)
    expect(stdout).not.toContain('xoxb-wrong')
    expect(exitCode).toBe(1)
    expect(existsSync(envFile())).toBe(false)
  })

  it('wants an answer to each question', async () => {
    const { exitCode, stderr } = await workplace.run(['setup', 'slack'], { input: '\n', env })
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('SLACK_BOT_TOKEN')])
  })
})

describe('parley setup discord', () => {
  beforeEach(async () => {
    const { server } = await startDiscordGuild()
    env = { DISCORD_API_URL: server.apiUrl }
    close = () => server.stop()
  })

  it('checks the token and keeps it, and gives the address of the invitation', async () => {
    const { exitCode, stdout, stderr } = await workplace.run(['setup', 'discord'], { input: `${DISCORD_TOKEN}\n`, env })
    expect([stderr, exitCode]).toEqual(['', 0])
    expect(stdout).toMatch(/The token belongs to .*discord\.com\/oauth2\/authorize.*All is well/s)
    expect(readFileSync(envFile(), 'utf8')).toBe(`DISCORD_TOKEN=${DISCORD_TOKEN}\n`)
  })

  it('says that the token is wrong', async () => {
    const { exitCode, stdout } = await workplace.run(['setup', 'discord'], { input: 'wrong\n', env })
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('The token does not work')])
    expect(existsSync(envFile())).toBe(false)
  })
})
