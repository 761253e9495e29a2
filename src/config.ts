/** Parley's configuration: one schema over the environment and the `.env` file of the working directory. */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parse } from 'dotenv'
import { z } from 'zod'
import { cacheFolder } from './cache-folder.ts'
import { messageOf, ParleyError } from './errors.ts'
import { suggestName } from './text/nearest-name.ts'

const logLevels = ['silent', 'error', 'warn', 'info', 'debug', 'trace'] as const

/** A base URL of a web service: http or https, without a query, and without a password, which would end up in messages. */
function webAddress(expected: string, accepts: (url: URL) => boolean = () => true) {
  return z.string().refine(value => {
    const url = URL.parse(value)
    if (url === null || !/^https?:$/.test(url.protocol)) return false
    return url.search === '' && url.hash === '' && url.username === '' && url.password === '' && accepts(url)
  }, expected)
}

/** Every key. The text of an error says what was expected, after "expected". */
export const environmentSchema = z.object({
  PARLEY_DATA: z.string().default('.parley').describe('Folder for all that Parley keeps: database, knowledge, history'),
  PARLEY_MODEL: z
    .string()
    .default('auto')
    .describe('Language model: auto, a name from `parley models list`, or the path of a GGUF file'),
  PARLEY_MODELS: z
    .string()
    .optional()
    .describe('Folder of downloaded model files; default: parley/models in the cache folder of the user'),
  PARLEY_MODEL_URL: webAddress('an http(s) address ending in /v1', url => /\/v1\/?$/.test(url.pathname))
    .optional()
    .describe('OpenAI-compatible server to use instead of a local model, such as http://localhost:8080/v1'),
  PARLEY_MODEL_KEY: z.string().optional().meta({ description: 'API key of that server', secret: true }),
  PARLEY_CONTEXT: z
    .string()
    .regex(/^\d+$/, 'a whole number of tokens from 512 to 1048576')
    .transform(Number)
    .refine(tokens => tokens >= 512 && tokens <= 1_048_576, 'a whole number of tokens from 512 to 1048576')
    .optional()
    .describe('Tokens one conversation may use, prompt and answer together; default: what the model can, up to 8192'),
  PARLEY_GPU: z
    .enum(['auto', 'off'], 'auto or off')
    .default('auto')
    .describe('auto uses a GPU where one is found, off never does'),
  SLACK_BOT_TOKEN: z.string().optional().meta({
    description: 'Slack: token of the bot, xoxb-…; `parley setup slack` helps',
    secret: true,
  }),
  SLACK_APP_TOKEN: z.string().optional().meta({
    description: 'Slack: token for Socket Mode, xapp-…, by which Slack needs no way in from outside',
    secret: true,
  }),
  SLACK_SIGNING_SECRET: z.string().optional().meta({
    description: 'Slack: signs requests where events come by HTTP, without an app token',
    secret: true,
  }),
  SLACK_CLIENT_ID: z.string().optional().describe('Slack: for several workspaces, instead of the bot token'),
  SLACK_CLIENT_SECRET: z.string().optional().meta({ description: 'Slack: belongs to the client id', secret: true }),
  SLACK_API_URL: webAddress('an http(s) address')
    .optional()
    .describe('Slack: another server than https://slack.com/api/'),
  DISCORD_TOKEN: z.string().optional().meta({
    description: 'Discord: token of the bot; `parley setup discord` helps',
    secret: true,
  }),
  DISCORD_API_URL: webAddress('an http(s) address')
    .optional()
    .describe('Discord: another server than https://discord.com/api'),
  PARLEY_PORT: z
    .string()
    .regex(/^\d+$/, 'a port from 1 to 65535')
    .default('3000')
    .transform(Number)
    .refine(port => port >= 1 && port <= 65_535, 'a port from 1 to 65535')
    .describe('Port for events that come by HTTP'),
  PARLEY_SECRET: z.string().min(16, 'at least 16 characters').optional().meta({
    description: 'Encrypts the tokens of workspaces that install Parley; a long random text',
    secret: true,
  }),
  HF_ENDPOINT: webAddress('an http(s) address')
    .default('https://huggingface.co')
    .describe('Hugging Face hub or a mirror of it, to download models from'),
  HF_TOKEN: z.string().optional().meta({ description: 'Hugging Face access token', secret: true }),
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(z.enum(logLevels, `one of ${logLevels.join(', ')}`))
    .default('silent')
    .describe(`How much is logged on standard error: ${logLevels.join(', ')}`),
})

type Key = keyof typeof environmentSchema.shape

const keys = Object.keys(environmentSchema.shape) as Key[]

const isSecret = (key: Key) => environmentSchema.shape[key].meta()?.secret === true

/** The checked configuration, paths made absolute. */
export interface Config {
  readonly dataFolder: string
  /** `auto`, a catalogue name, or the path of a GGUF file. */
  readonly model: string
  readonly modelsFolder: string
  readonly modelUrl?: string
  readonly modelKey?: string
  /** Tokens of prompt and output that one conversation may use; the model's own choice where absent. */
  readonly contextTokens?: number
  readonly gpu: 'auto' | 'off'
  readonly slack: {
    readonly botToken?: string
    readonly appToken?: string
    readonly signingSecret?: string
    readonly clientId?: string
    readonly clientSecret?: string
    readonly apiUrl?: string
  }
  readonly discord: { readonly token?: string; readonly apiUrl?: string }
  readonly port: number
  /** Key for secrets that are kept in the database. */
  readonly secret?: string
  readonly hubUrl: string
  readonly hubToken?: string
  readonly logLevel: (typeof logLevels)[number]
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads and checks the configuration. A key of the environment wins over the same key of `.env`; an empty value is as if it were not there.
 * @param cwd the folder where `.env` is looked for and which relative paths start from
 * @throws ParleyError CONFIG_INVALID: an unknown `PARLEY_…` key, any unknown key in `.env`, a wrong value; one line that names them all
 */
export function loadConfig(env: Environment, cwd: string): Config {
  const file = readEnvFile(join(cwd, '.env'))
  const problems = [
    ...unknownKeys(Object.keys(file), '.env'),
    ...unknownKeys(
      Object.keys(env).filter(key => key.startsWith('PARLEY_')),
      'the environment',
    ),
  ]
  const values: Partial<Record<Key, string>> = {}
  for (const key of keys) values[key] = env[key]?.trim() || file[key]?.trim() || undefined
  const checked = environmentSchema.safeParse(values)
  if (!checked.success) {
    const failed = new Map<Key, string>()
    for (const issue of checked.error.issues) failed.set(issue.path[0] as Key, issue.message)
    for (const [key, expected] of failed) {
      const came = isSecret(key) ? 'another value' : JSON.stringify(withoutPassword(values[key] ?? ''))
      problems.push(`${key} in ${env[key]?.trim() ? 'the environment' : '.env'}: expected ${expected}, found ${came}`)
    }
  }
  if (!checked.success || problems.length > 0) {
    throw new ParleyError('CONFIG_INVALID', `Configuration: ${problems.join('; ')}.`.replace('?.', '?'))
  }
  const data = checked.data
  const home = env.HOME || homedir()
  const toPath = (path: string) => resolve(cwd, path.replace(/^~(?=\/|$)/, home))
  return {
    dataFolder: toPath(data.PARLEY_DATA),
    model: data.PARLEY_MODEL.replace(/^~(?=\/)/, home),
    modelsFolder: data.PARLEY_MODELS ? toPath(data.PARLEY_MODELS) : join(cacheFolder(env), 'models'),
    modelUrl: data.PARLEY_MODEL_URL?.replace(/\/$/, ''),
    modelKey: data.PARLEY_MODEL_KEY,
    contextTokens: data.PARLEY_CONTEXT,
    gpu: data.PARLEY_GPU,
    slack: {
      botToken: data.SLACK_BOT_TOKEN,
      appToken: data.SLACK_APP_TOKEN,
      signingSecret: data.SLACK_SIGNING_SECRET,
      clientId: data.SLACK_CLIENT_ID,
      clientSecret: data.SLACK_CLIENT_SECRET,
      apiUrl: data.SLACK_API_URL?.replace(/\/?$/, '/'),
    },
    discord: { token: data.DISCORD_TOKEN, apiUrl: data.DISCORD_API_URL?.replace(/\/$/, '') },
    port: data.PARLEY_PORT,
    secret: data.PARLEY_SECRET,
    hubUrl: data.HF_ENDPOINT.replace(/\/$/, ''),
    hubToken: data.HF_TOKEN,
    logLevel: data.LOG_LEVEL,
  }
}

/** Values that must never be shown or logged. */
export function secretsOf(config: Config): string[] {
  const { slack, discord } = config
  const ofSlack = [slack.botToken, slack.appToken, slack.signingSecret, slack.clientSecret]
  return [config.modelKey, config.hubToken, config.secret, discord.token, ...ofSlack].filter(
    secret => secret !== undefined,
  )
}

function readEnvFile(path: string): Record<string, string> {
  try {
    return parse(readFileSync(path))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw new ParleyError('CONFIG_INVALID', `The configuration file ${path} can't be read: ${messageOf(cause)}.`, {
      cause,
    })
  }
}

function unknownKeys(names: readonly string[], where: string): string[] {
  return names
    .filter(name => !(name in environmentSchema.shape))
    .map(name => `unknown key ${name} in ${where}, ${suggestName(name, keys)}`)
}

/** A URL's user and password are a secret too. */
function withoutPassword(value: string): string {
  return value.replace(/(:\/\/)[^/@\s]*@/, '$1…@')
}
