/** Checks the tokens of a Slack app: whose they are, and what they lack. */
import pino from 'pino'
import { CHECK_MS, formatFailure, type TokenCheck } from '../token-check.ts'
import { BOT_SCOPES } from './manifest.ts'
import { callSlack, createWebClient, SLACK_TIMING, slackErrorOf } from './web-client.ts'

export interface SlackTokenReport {
  /** Where the bot token is good for: `Example (https://example.slack.com/) as parley`. */
  workspace?: string
  checks: TokenCheck[]
}

/**
 * Asks Slack about each token that is there.
 * @throws the reason of `signal` where that ends it
 */
export async function checkSlackTokens(tokens: {
  botToken?: string
  appToken?: string
  apiUrl?: string
  signal: AbortSignal
}): Promise<SlackTokenReport> {
  const { botToken, appToken, apiUrl, signal } = tokens
  const within = AbortSignal.any([signal, AbortSignal.timeout(CHECK_MS)])
  const common = { apiUrl, timing: SLACK_TIMING, log: pino({ level: 'silent' }), closing: within }
  const call = { timing: SLACK_TIMING, repeatable: true, signal: within }
  const checks: TokenCheck[] = []
  let workspace: string | undefined
  if (botToken) {
    const name = 'slack bot'
    try {
      const client = createWebClient({ ...common, token: botToken })
      const identity = await callSlack(() => client.auth.test(), call)
      workspace = `${identity.team} (${identity.url}) as ${identity.user}`
      checks.push({ name, state: 'ok', detail: workspace })
      const granted = identity.response_metadata?.scopes
      if (granted) checks.push(checkScopes(granted))
    } catch (error) {
      signal.throwIfAborted()
      const advice = 'Copy “Bot User OAuth Token” from “OAuth & Permissions”.'
      checks.push(formatFailure(error, { name, token: 'bot token', word: slackErrorOf(error), advice }))
    }
  }
  if (appToken) {
    const name = 'slack socket'
    try {
      const client = createWebClient({ ...common, token: appToken })
      await callSlack(() => client.apps.connections.open(), call)
      checks.push({ name, state: 'ok', detail: 'the app token opens one' })
    } catch (error) {
      signal.throwIfAborted()
      const advice =
        'Make one with connections:write under “Basic Information”, “App-Level Tokens”, and switch Socket Mode on.'
      checks.push(formatFailure(error, { name, token: 'app token', word: slackErrorOf(error), advice }))
    }
  }
  return { workspace, checks }
}

function checkScopes(granted: readonly string[]): TokenCheck {
  const name = 'slack scopes'
  const lacking = BOT_SCOPES.filter(scope => !granted.includes(scope))
  if (lacking.length === 0) return { name, state: 'ok', detail: `all ${BOT_SCOPES.length} granted` }
  const advice = 'Add them under “OAuth & Permissions”, then install the app again.'
  return { name, state: 'warn', detail: `The bot token lacks ${lacking.join(', ')}`, advice }
}
