/** The log: JSON lines on standard error, as much as LOG_LEVEL asks for, without secrets. */
import type { Writable } from 'node:stream'
import { type Logger, pino } from 'pino'
import { type Config, secretsOf } from '../config.ts'

/** @returns a log that writes a mark wherever a secret of the configuration would stand */
export function createLog(config: Config, output: Writable): Logger {
  const secrets = secretsOf(config)
  return pino(
    { level: config.logLevel, base: { pid: process.pid } },
    {
      write: line => void output.write(hideSecrets(line, secrets)),
    },
  )
}

/** Replaces every secret in a text, also as it is written in JSON. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .flatMap(secret => [secret, JSON.stringify(secret).slice(1, -1)])
    .reduce((shown, secret) => shown.replaceAll(secret, '[hidden]'), text)
}
