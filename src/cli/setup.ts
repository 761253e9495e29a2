/** `parley setup slack|discord`: a guided first configuration; and `parley manifest slack`, what Slack must know of Parley. */
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { createSlackManifest } from '../../adapters/slack/manifest.ts'
import type { TokenCheck } from '../../adapters/token-check.ts'
import { describeCommand } from '../conversation/command.ts'
import { ParleyError } from '../errors.ts'
import { pipelines } from '../pipelines/registry.ts'
import { suggestName } from '../text/nearest-name.ts'
import type { CliContext } from './context.ts'
import { updateEnvFile } from './env-file.ts'
import { suggestions } from './platforms.ts'
import { exitCodes } from './report-error.ts'

const platforms: Readonly<Record<string, (context: CliContext) => Promise<TokenCheck[]>>> = {
  slack: setUpSlack,
  discord: setUpDiscord,
}

export function addSetupCommands(program: Command, context: CliContext): void {
  program
    .command('setup')
    .summary('Connect Parley to Slack or Discord')
    .description(
      'Says what to do on the platform, asks for the tokens, checks them, and writes them into .env.\nTokens that are set already are checked. With piped input, each line answers one question.',
    )
    .argument('<platform>', Object.keys(platforms).join(' or '))
    .action(async (name: string) => {
      const setUp = platforms[name]
      if (!setUp) {
        throw new ParleyError(
          'INPUT_INVALID',
          `There is no setup for ${name}: ${suggestName(name, Object.keys(platforms))}`,
        )
      }
      const problems = (await setUp(context)).filter(({ state }) => state !== 'ok')
      for (const { detail, advice } of problems) context.write(`- ${detail}.${advice ? ` ${advice}` : ''}\n`)
      if (problems.length > 0) process.exitCode = exitCodes.failure
      else context.write('All is well. Start Parley with: npm start\n')
    })
  program
    .command('manifest')
    .summary('Print the app manifest for Slack')
    .description(
      'Prints what Slack must know of Parley, as JSON, to make an app of: commands, shortcuts, scopes, events.',
    )
    .argument('<platform>', 'slack')
    .option('--url <address>', 'https address that Slack sends events to; by Socket Mode where absent')
    .action((name: string, { url }: { url?: string }) => {
      if (name !== 'slack') throw new ParleyError('INPUT_INVALID', `There is no manifest for ${name}: slack has one.`)
      if (url !== undefined && !/^https:\/\/[^/]+/.test(url)) {
        throw new ParleyError('INPUT_INVALID', `Expected --url to begin with https://, got ${url}.`)
      }
      context.write(`${formatManifest(url)}\n`)
    })
}

function formatManifest(requestUrl?: string): string {
  return JSON.stringify(createSlackManifest(pipelines.map(describeCommand), { requestUrl, suggestions }), undefined, 2)
}

async function setUpSlack(context: CliContext): Promise<TokenCheck[]> {
  const { slack } = context.config
  const known = { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken }
  if (!known.SLACK_BOT_TOKEN || !known.SLACK_APP_TOKEN) {
    context.write(
      [
        '1. Open https://api.slack.com/apps, “Create New App”, “From a manifest”, choose the workspace, and paste this:',
        '',
        formatManifest(),
        '',
        '2. “Install to Workspace”, then copy the “Bot User OAuth Token” from “OAuth & Permissions”.',
        '3. Under “Basic Information”, “App-Level Tokens”, make one with connections:write and copy it.',
        '',
        '',
      ].join('\n'),
    )
  }
  const values = await askFor(context, known, {
    SLACK_BOT_TOKEN: 'Bot token (xoxb-…): ',
    SLACK_APP_TOKEN: 'App token (xapp-…): ',
  })
  const { checkSlackTokens } = await import('../../adapters/slack/check-tokens.ts')
  const { workspace, checks } = await checkSlackTokens({
    botToken: values.SLACK_BOT_TOKEN,
    appToken: values.SLACK_APP_TOKEN,
    apiUrl: slack.apiUrl,
    signal: context.signal,
  })
  if (workspace) context.write(`The tokens belong to ${workspace}.\n`)
  const isNew = values.SLACK_BOT_TOKEN !== known.SLACK_BOT_TOKEN || values.SLACK_APP_TOKEN !== known.SLACK_APP_TOKEN
  if (workspace && isNew) writeEnv(context, values)
  return checks
}

async function setUpDiscord(context: CliContext): Promise<TokenCheck[]> {
  const { discord } = context.config
  if (!discord.token) {
    context.write(
      [
        '1. Open https://discord.com/developers/applications, “New Application”.',
        '2. Under “Bot”, switch on “Message Content Intent”, then “Reset Token” and copy the token.',
        '',
        '',
      ].join('\n'),
    )
  }
  const values = await askFor(context, { DISCORD_TOKEN: discord.token }, { DISCORD_TOKEN: 'Token: ' })
  const { checkDiscordToken } = await import('../../adapters/discord/check-token.ts')
  const { application, inviteUrl, checks } = await checkDiscordToken({
    token: values.DISCORD_TOKEN,
    apiUrl: discord.apiUrl,
    signal: context.signal,
  })
  if (application) {
    context.write(`The token belongs to ${application}. To invite it into a server: ${inviteUrl}\n`)
    if (values.DISCORD_TOKEN !== discord.token) writeEnv(context, values)
  }
  return checks
}

/** @throws ParleyError INPUT_INVALID where an answer is missing, CANCELLED */
async function askFor<K extends string>(
  context: CliContext,
  known: Readonly<Record<K, string | undefined>>,
  questions: Readonly<Record<K, string>>,
): Promise<Record<K, string>> {
  const values = { ...known } as Record<K, string>
  const missing = (Object.keys(questions) as K[]).filter(key => !known[key])
  if (missing.length === 0) return values
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: process.stdin.isTTY })
  const answers = lines[Symbol.asyncIterator]()
  try {
    for (const key of missing) {
      if (process.stdin.isTTY) process.stderr.write(questions[key])
      const { value, done } = await Promise.race([answers.next(), whenAborted(context.signal)])
      const answer = done ? '' : value.trim()
      if (answer === '')
        throw new ParleyError('INPUT_INVALID', `Expected a value for ${key}, got none; nothing was written.`)
      values[key] = answer
    }
  } finally {
    lines.close()
  }
  return values
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new ParleyError('CANCELLED', 'The setup was stopped; nothing was written.'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
  })
}

function writeEnv(context: CliContext, values: Readonly<Record<string, string>>): void {
  const path = join(process.cwd(), '.env')
  updateEnvFile(path, values)
  context.write(`Written to ${path}: ${Object.keys(values).join(', ')}.\n`)
}
