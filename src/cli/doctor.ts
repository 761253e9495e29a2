/** `parley doctor`: what works here, and what to do about what does not. */

import process from 'node:process'
import type { Command } from 'commander'
import { messageOf } from '../errors.ts'
import type { CliContext } from './context.ts'
import { type Check, checks, type Finding } from './doctor-checks.ts'
import { exitCodes } from './report-error.ts'

type NamedFinding = Finding & { name: string }

const marks = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const

export function addDoctorCommand(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .summary('Say what works here and what to do about what does not')
    .description(
      'Checks the configuration, the data folder, the knowledge base, the embedder, the language model, and the tokens of Slack and Discord where they are set.\nExits with 1 where a check fails.',
    )
    .option('--json', 'print one object: {ok, checks: [{name, state, detail, advice?}]}')
    .action(async (options: { json?: true }) => {
      const findings: NamedFinding[] = []
      for (const check of checks) {
        const found = await runCheck(check, context)
        findings.push(...found)
        if (!options.json) context.write(found.map(formatFinding).join(''))
        // Everything else depends on it.
        if (check.name === 'configuration' && found.some(({ state }) => state === 'fail')) break
      }
      const ok = findings.every(finding => finding.state !== 'fail')
      if (options.json) context.write(`${JSON.stringify({ ok, checks: findings })}\n`)
      if (!ok) process.exitCode = exitCodes.failure
    })
}

async function runCheck({ name, run }: Check, context: CliContext): Promise<NamedFinding[]> {
  try {
    const found = (await run(context)) ?? []
    return [found].flat().map(finding => ({ name, ...finding }))
  } catch (error) {
    if (context.signal.aborted) throw error
    return [{ name, state: 'fail', detail: messageOf(error) }]
  }
}

function formatFinding({ name, state, detail, advice }: NamedFinding): string {
  const head = `${marks[state]}  ${name.padEnd(14)} ${detail}\n`
  return advice ? `${head}${' '.repeat(21)}→ ${advice}\n` : head
}
