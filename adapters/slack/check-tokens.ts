/** Checks the tokens of a Slack app: whose they are, and what they lack. */
import pino from 'pino'
import { ParleyError } from '../../src/errors.ts'
import { BOT_SCOPES } from './manifest.ts'
import { callSlack, createWebClient, SLACK_TIMING } from './web-client.ts'

export interface SlackTokenReport {
  /** Where the bot token is good for: `Example (https://example.slack.com/) as parley`. */
  workspace?: string
  /** Everything that is missing or wrong, each with what to do; empty where all is well. */
  problems: string[]
}

/** Asks Slack about each token that is there. */
export async function checkSlackTokens(tokens: {
  botToken?: string
  appToken?: string
  apiUrl?: string
  signal: AbortSignal
}): Promise<SlackTokenReport> {
  const { botToken, appToken, apiUrl, signal } = tokens
  const common = { apiUrl, timing: SLACK_TIMING, log: pino({ level: 'silent' }), closing: signal }
  const call = { timing: SLACK_TIMING, repeatable: true }
  const problems: string[] = []
  let workspace: string | undefined
  if (botToken) {
    try {
      const client = createWebClient({ ...common, token: botToken })
      const identity = await callSlack(() => client.auth.test(), call)
      workspace = `${identity.team} (${identity.url}) as ${identity.user}`
      const granted = identity.response_metadata?.scopes
      const lacking = granted ? BOT_SCOPES.filter(scope => !granted.includes(scope)) : []
      if (lacking.length > 0) {
        problems.push(
          `The bot token lacks ${lacking.join(', ')}: add them under “OAuth & Permissions”, then install the app again.`,
        )
      }
    } catch (error) {
      problems.push(
        `The bot token does not work (${reasonOf(error)}): copy “Bot User OAuth Token” from “OAuth & Permissions”.`,
      )
    }
  }
  if (appToken) {
    try {
      const client = createWebClient({ ...common, token: appToken })
      await callSlack(() => client.apps.connections.open(), call)
    } catch (error) {
      problems.push(
        `The app token does not work (${reasonOf(error)}): make one with connections:write under “Basic Information”, “App-Level Tokens”, and switch Socket Mode on.`,
      )
    }
  }
  return { workspace, problems }
}

function reasonOf(error: unknown): string {
  return error instanceof ParleyError ? error.message.replace(/\.$/, '') : String(error)
}
