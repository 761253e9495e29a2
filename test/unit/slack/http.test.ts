/** Slack by signed requests to a port, in one workspace or in several. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { SlackInstallations } from '../../../adapters/slack/slack-adapter.ts'
import { END } from '../../fixtures/watched-port.ts'
import { CHANNELS, USERS } from '../../wire/slack-people.ts'
import { BOT_TOKEN, SIGNING_SECRET } from '../../wire/slack-server.ts'
import { BOT_ID, BOT_USER, ORGANISATION, TEAM } from '../../wire/slack-state.ts'
import { startSlack } from './start-slack.ts'

let slack: Awaited<ReturnType<typeof startSlack>>
let base: string

afterEach(() => slack.stop())

async function start(...[more, world]: Parameters<typeof startSlack>): Promise<void> {
  const port = await freePort()
  base = `http://127.0.0.1:${port}`
  slack = await startSlack({ appToken: undefined, signingSecret: SIGNING_SECRET, http: { port }, ...more }, world)
  await slack.start()
  slack.server.sendTo(`${base}/slack/events`)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

test('events, commands and buttons come as requests, acknowledged when they are on disk', async () => {
  await start()
  let failures = 0
  slack.onEvent = async () => {
    if (failures++ === 0) throw new Error('the disk is full')
  }
  const ts = await slack.people.say(USERS.ada, 'D0ADA', 'hello')
  const event = await slack.next('message')
  expect(event.messageId).toBe(ts)
  await slack.people.command(USERS.ada, CHANNELS.general, 'translate', '--to de Tea')
  expect(await slack.next('command')).toMatchObject({ name: 'translate', text: '--to de Tea' })
  const reply = await slack.open(event.place)
  await reply.append('Hello.')
  await reply.finish({ ...END, actions: [{ name: 'regenerate', label: 'Again' }] })
  await slack.people.click(USERS.ada, 'D0ADA', 'Again')
  expect(await slack.next('action')).toMatchObject({ action: 'regenerate' })
  await slack.server.settled()
})

test('a request with a wrong or an old signature is refused', async () => {
  await start()
  const body = JSON.stringify({ type: 'event_callback', team_id: TEAM, event: { type: 'message' } })
  for (const time of [Math.floor(Date.now() / 1000), 1]) {
    const headers = {
      'content-type': 'application/json',
      'x-slack-request-timestamp': String(time),
      'x-slack-signature': `v0=${'0'.repeat(64)}`,
    }
    const response = await fetch(`${base}/slack/events`, { method: 'POST', headers, body })
    expect(response.status).toBe(401)
  }
  expect((await fetch(`${base}/elsewhere`)).status).toBe(404)
  expect(slack.events).toEqual([])
})

test('several workspaces bring their tokens, and take them along when they leave', async () => {
  const tokens = new Map<string, string>([[TEAM, BOT_TOKEN]])
  const installations: SlackInstallations = {
    async fetchInstallation({ teamId }) {
      const token = tokens.get(teamId ?? '')
      if (!token) throw new Error('not installed')
      return {
        team: { id: TEAM },
        enterprise: undefined,
        user: { id: USERS.ada, token: undefined, scopes: undefined },
        bot: { token, scopes: [], id: BOT_ID, userId: BOT_USER },
      }
    },
    async storeInstallation() {},
    async deleteInstallation({ teamId }) {
      tokens.delete(teamId ?? '')
    },
    list: async () => [...tokens.keys()],
  }
  const oauth = { clientId: '1.2', clientSecret: 'secret', stateSecret: 'state', installations }
  await start({ botToken: undefined, oauth })
  const install = await fetch(`${base}/slack/install`)
  expect(await install.text()).toContain('chat%3Awrite')
  await slack.people.say(USERS.ada, 'D0ADA', 'hello')
  expect(await slack.next('message')).toMatchObject({ place: { workspace: TEAM } })
  const places: string[] = []
  for await (const { channel } of slack.port.places!()) places.push(channel)
  expect(places).toContain(CHANNELS.general)
  slack.server.emit({ type: 'tokens_revoked', tokens: { oauth: [USERS.ada], bot: [] } })
  await slack.server.settled()
  expect(tokens.size).toBe(1)
  slack.server.emit({ type: 'app_uninstalled' })
  await slack.server.settled()
  expect(tokens.size).toBe(0)
  await expect(
    slack.open({ platform: 'slack', workspace: TEAM, channel: 'D0ADA', audience: 'person' }),
  ).rejects.toThrow()
})

test('an organisation that installed Parley as a whole is found again after a restart', async () => {
  const kept = new Set([ORGANISATION])
  const installations: SlackInstallations = {
    async fetchInstallation({ enterpriseId = '', isEnterpriseInstall }) {
      if (!isEnterpriseInstall || !kept.has(enterpriseId)) throw new Error('not installed')
      return {
        team: undefined,
        enterprise: { id: ORGANISATION },
        isEnterpriseInstall: true,
        user: { id: USERS.ada, token: undefined, scopes: undefined },
        bot: { token: BOT_TOKEN, scopes: [], id: BOT_ID, userId: BOT_USER },
      }
    },
    async storeInstallation() {},
    async deleteInstallation({ enterpriseId = '', isEnterpriseInstall }) {
      if (isEnterpriseInstall) kept.delete(enterpriseId)
    },
    list: async () => [...kept],
  }
  const oauth = { clientId: '1.2', clientSecret: 'secret', stateSecret: 'state', installations }
  await start({ botToken: undefined, oauth })
  slack.server.state.organisation = ORGANISATION
  await slack.people.say(USERS.ada, 'D0ADA', 'hello')
  const { place } = await slack.next('message')
  await slack.people.command(USERS.ada, CHANNELS.general, 'translate', '--to de Tea')
  expect((await slack.next('command')).place.workspace).toBe(place.workspace)

  await slack.port.stop()
  await start({ botToken: undefined, oauth }, slack)
  const reply = await slack.open(place)
  await reply.append('Hello.')
  await reply.finish(END)
  expect(slack.people.see(USERS.ada, 'D0ADA').at(-1)?.text).toContain('Hello.')
  const places: string[] = []
  for await (const { channel } of slack.port.places!()) places.push(channel)
  expect(places).toContain(CHANNELS.general)
  slack.server.emit({ type: 'app_uninstalled' })
  await slack.server.settled()
  expect(kept.size).toBe(0)
})
