/** The chat platforms that are configured, as ports: each whose tokens are there. */
import { createHmac } from 'node:crypto'
import type { SlackInstallations } from '../../adapters/slack/slack-adapter.ts'
import type { Config } from '../config.ts'
import type { ChatPort } from '../conversation/chat-port.ts'
import { describeCommand } from '../conversation/command.ts'
import { ParleyError } from '../errors.ts'
import { pipelines } from '../pipelines/registry.ts'
import { createInstallations } from '../store/installations.ts'
import { createSecretBox } from '../store/secret-box.ts'
import { readSetting, writeSetting } from '../store/setting-values.ts'
import type { Store } from '../store/store.ts'
import type { CliContext } from './context.ts'

/** Whether anything but the terminal is configured. */
export function hasPlatforms({ slack, discord }: Config): boolean {
  return Boolean(slack.botToken ?? slack.clientId ?? discord.token)
}

/** What a new conversation in Slack begins with. */
export const suggestions = [
  'What did I miss since yesterday?',
  'What can you do?',
  'Translate to German: see you on Monday',
  'Write a friendly reminder about the review on Friday',
]

/** Loads what belongs to the platforms that are set up. @throws ParleyError CONFIG_INVALID where a token lacks what belongs to it */
export async function createPlatforms(context: CliContext, store: Store): Promise<ChatPort[]> {
  const { config, log } = context
  const commands = pipelines.map(describeCommand)
  const ports: ChatPort[] = []
  const { slack, discord } = config
  if (slack.botToken || slack.clientId) {
    const { botToken, appToken, signingSecret, apiUrl } = slack
    const oauth = slack.clientId ? createOAuth(config, store) : undefined
    const http = { port: config.port }
    const { createSlackAdapter } = await import('../../adapters/slack/slack-adapter.ts')
    ports.push(
      createSlackAdapter({ botToken, appToken, signingSecret, apiUrl, oauth, http, commands, suggestions, log }),
    )
  }
  if (discord.token) {
    const { token, apiUrl } = discord
    const { createDiscordAdapter } = await import('../../adapters/discord/discord-adapter.ts')
    ports.push(createDiscordAdapter({ token, apiUrl, commands, registered: createRegistered(store), log }))
  }
  return ports
}

function createOAuth({ slack, secret }: Config, store: Store) {
  const { clientId, clientSecret } = slack
  if (!clientId || !clientSecret || !secret) {
    throw new ParleyError(
      'CONFIG_INVALID',
      'Expected SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and PARLEY_SECRET together, found only some of them.',
    )
  }
  const stateSecret = createHmac('sha256', secret).update('slack oauth state').digest('hex')
  return { clientId, clientSecret, stateSecret, installations: createSlackInstallations(store, secret) }
}

function createSlackInstallations({ db }: Store, secret: string): SlackInstallations {
  const box = createSecretBox(secret)
  const kept = createInstallations({ db, box, platform: 'slack', now: () => new Date() })
  const idOf = (query: { teamId?: string; enterpriseId?: string; isEnterpriseInstall?: boolean }) =>
    (query.isEnterpriseInstall ? query.enterpriseId : query.teamId) ?? ''
  return {
    async fetchInstallation(query) {
      const found = await kept.find(idOf(query))
      if (found === undefined) {
        throw new ParleyError(
          'PLATFORM_REJECTED',
          `Parley is not installed in the workspace ${idOf(query)}: open /slack/install.`,
        )
      }
      return JSON.parse(found)
    },
    async storeInstallation(installation) {
      const { team, enterprise, isEnterpriseInstall } = installation
      await kept.put(
        idOf({ teamId: team?.id, enterpriseId: enterprise?.id, isEnterpriseInstall }),
        JSON.stringify(installation),
      )
    },
    deleteInstallation: query => kept.remove(idOf(query)),
    list: () => kept.list(),
  }
}

/** Commands are registered with Discord anew only when they have changed. */
function createRegistered({ db }: Store) {
  const key = 'discord:commands'
  return {
    load: async () => (await readSetting(db, key)) as string | undefined,
    save: (hash: string) => writeSetting(db, key, hash),
  }
}
