/** The real program against a Slack that others wrote: events come as signed requests, and there are no streams, sessions or sockets. */
import { createHmac } from 'node:crypto'
import { createServer } from 'node:net'
import { createEmulator, type Emulator } from 'emulate'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createProgram, type Program } from './program.ts'

const SECRET = 'a signing secret'
const APP = { client_id: '1.2', client_secret: 'secret', redirect_uri: 'http://localhost/callback' }
const SCOPES = ['app_mentions:read', 'chat:write', 'channels:read', 'channels:history', 'users:read', 'im:write']

let slack: Emulator
let program: Program
let port: number
let team: string
let bot: string
let token: string

async function call(method: string, body: Record<string, string>, token?: string): Promise<Record<string, unknown>> {
  const headers = token ? { authorization: `Bearer ${token}` } : {}
  const response = await fetch(`${slack.url}/api/${method}`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(body),
  })
  return (await response.json()) as Record<string, unknown>
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}

/** Installs the app as a person would, by the page that asks for consent. */
async function install(): Promise<string> {
  const form = { user_id: 'U000000001', user_scope: '', state: 'x', scope: SCOPES.join(','), ...APP }
  const response = await fetch(`${slack.url}/oauth/v2/authorize/callback`, {
    ...{ method: 'POST', body: new URLSearchParams(form), redirect: 'manual' },
  })
  const code = new URL(response.headers.get('location')!).searchParams.get('code')!
  const granted = await call('oauth.v2.access', { code, ...APP })
  return granted.access_token as string
}

beforeEach(async () => {
  const app = { ...APP, app_id: 'A1', name: 'Parley', redirect_uris: [APP.redirect_uri], scopes: SCOPES }
  const seed = { slack: { team: { name: 'Pegel', domain: 'pegel' }, oauth_apps: [app] } }
  slack = await createEmulator({ service: 'slack', port: await freePort(), seed })
  token = await install()
  const identity = await call('auth.test', {}, token)
  team = identity.team_id as string
  bot = identity.user_id as string
  await call('conversations.join', { channel: 'C000000001' }, token)
  port = await freePort()
  const env = {
    ...{ SLACK_BOT_TOKEN: token, SLACK_SIGNING_SECRET: SECRET, SLACK_API_URL: `${slack.url}/api/` },
    PARLEY_PORT: String(port),
  }
  program = await createProgram(env, async function* () {
    yield 'At nine in the morning.'
  })
  await program.start()
})
afterEach(async () => {
  await program.close()
  await slack.close()
})

/** As Slack sends it. @returns the status */
async function send(event: Record<string, unknown>, secret = SECRET): Promise<number> {
  const body = JSON.stringify({
    type: 'event_callback',
    event_id: `Ev${event.ts}`,
    team_id: team,
    api_app_id: 'A1',
    event,
  })
  const time = String(Math.floor(Date.now() / 1000))
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex')}`
  const headers = {
    'content-type': 'application/json',
    'x-slack-request-timestamp': time,
    'x-slack-signature': signature,
  }
  return (await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', headers, body })).status
}

it('answers a mention once, however often it comes, and refuses a wrong signature', async () => {
  const ts = `${Math.floor(Date.now() / 1000)}.000100`
  const event = {
    ...{ type: 'app_mention', channel: 'C000000001', channel_type: 'channel', user: 'U000000001', ts },
    text: `<@${bot}> hi, how are you today?`,
  }
  expect(await send(event, 'another secret')).toBe(401)
  expect(await send(event)).toBe(200)
  expect(await send(event)).toBe(200)
  const answers = async (): Promise<Set<string>> => {
    const shown: { text: string; ts: string }[] = []
    for (const [method, where] of [
      ['history', {}],
      ['replies', { ts }],
    ] as const) {
      const { messages } = await call(`conversations.${method}`, { channel: 'C000000001', ...where }, token)
      shown.push(...((messages ?? []) as typeof shown))
    }
    return new Set(shown.filter(({ text }) => text.includes('At nine in the morning.')).map(message => message.ts))
  }
  while ((await answers()).size === 0) await new Promise(resolve => setTimeout(resolve, 50))
  expect((await answers()).size).toBe(1)
})
