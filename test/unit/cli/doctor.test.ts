/** What `parley doctor` says of Slack and Discord, against local servers of both. */
import { afterAll, expect, it } from 'vitest'
import { checkSlackTokens } from '../../../adapters/slack/check-tokens.ts'
import { BOT_SCOPES } from '../../../adapters/slack/manifest.ts'
import type { Finding } from '../../../src/cli/doctor-checks.ts'
import { startDiscordGuild } from '../../wire/discord-guild.ts'
import { BOT_TOKEN as DISCORD_TOKEN } from '../../wire/discord-server.ts'
import { startSlackWorkspace } from '../../wire/slack-people.ts'
import { APP_TOKEN, BOT_TOKEN } from '../../wire/slack-server.ts'
import { createWorkplace } from './run-parley.ts'

const workplace = createWorkplace()
const [slack, discord] = await Promise.all([startSlackWorkspace(), startDiscordGuild()])
afterAll(async () => {
  await Promise.all([slack.server.stop(), discord.server.stop()])
  workplace.remove()
})

/** @returns the findings on platforms, by name */
async function examine(env: Record<string, string>) {
  const { stdout } = await workplace.run(['doctor', '--json'], { env })
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: Finding[] }
  const found = checks.filter(({ name }) => /^(slack|discord)/.test(name!))
  return { ok, byName: Object.fromEntries(found.map(({ name, ...rest }) => [name, rest])) }
}

it('checks the tokens that are set, one finding each, and says nothing of those that are not', async () => {
  const addresses = { SLACK_API_URL: slack.server.apiUrl, DISCORD_API_URL: discord.server.apiUrl }
  expect((await examine(addresses)).byName).toEqual({})

  const tokens = { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN, DISCORD_TOKEN }
  slack.server.grantScopes(BOT_SCOPES)
  const well = await examine({ ...addresses, ...tokens })
  expect(well.byName).toMatchObject({
    'slack bot': { state: 'ok', detail: expect.stringContaining('Parley') },
    'slack scopes': { state: 'ok' },
    'slack socket': { state: 'ok' },
    'discord bot': { state: 'ok', detail: 'Parley' },
    'discord intent': { state: 'ok' },
    'discord server': { state: 'ok' },
  })

  slack.server.grantScopes(BOT_SCOPES.filter(scope => scope !== 'files:read'))
  const wrong = { ...tokens, SLACK_APP_TOKEN: 'xapp-wrong', DISCORD_TOKEN: 'wrong' }
  const ill = await examine({ ...addresses, ...wrong })
  expect(ill.ok).toBe(false)
  expect(ill.byName).toMatchObject({
    'slack bot': { state: 'ok' },
    'slack scopes': { state: 'warn', detail: 'The bot token lacks files:read' },
    'slack socket': { state: 'fail', detail: 'The app token does not work (invalid_auth)' },
    'discord bot': { state: 'fail', detail: expect.stringContaining('does not work') },
  })
  expect(JSON.stringify(ill)).not.toContain('xapp-wrong')
}, 90_000)

it('does not call a token wrong where nobody could be asked', async () => {
  const { signal } = new AbortController()
  const { checks } = await checkSlackTokens({ botToken: BOT_TOKEN, apiUrl: 'http://127.0.0.1:9/', signal })
  expect(checks).toEqual([
    { name: 'slack bot', state: 'fail', detail: expect.stringContaining('could not be checked') },
  ])
})
