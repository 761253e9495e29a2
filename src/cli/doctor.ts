/** `parley doctor`: what works here, and what to do about what does not. */

import process from 'node:process'
import type { Command } from 'commander'
import { messageOf } from '../errors.ts'
import type { CliContext } from './context.ts'
import { type Check, checks, type Finding } from './doctor-checks.ts'
import { exitCodes } from './report-error.ts'

const marks = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const

export function addDoctorCommand(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .summary('Say what works here and what to do about what does not')
    .description(
      'Checks the configuration, the data folder, the knowledge base, the embedder and the language model.\nExits with 1 where a check fails.',
    )
    .option('--json', 'print one object: {ok, checks: [{name, state, detail, advice?}]}')
    .action(async (options: { json?: true }) => {
      const findings: (Finding & { name: string })[] = []
      for (const check of checks) {
        const found = await runCheck(check, context)
        if (!found) continue
        const finding = { name: check.name, ...found }
        findings.push(finding)
        if (!options.json) context.write(formatFinding(finding))
        // Everything else depends on it.
        if (check.name === 'configuration' && finding.state === 'fail') break
      }
      const ok = findings.every(finding => finding.state !== 'fail')
      if (options.json) context.write(`${JSON.stringify({ ok, checks: findings })}\n`)
      if (!ok) process.exitCode = exitCodes.failure
    })
}

async function runCheck(check: Check, context: CliContext): Promise<Finding | undefined> {
  try {
    return await check.run(context)
  } catch (error) {
    if (context.signal.aborted) throw error
    return { state: 'fail', detail: messageOf(error) }
  }
}

function formatFinding({ name, state, detail, advice }: Finding & { name: string }): string {
  const head = `${marks[state]}  ${name.padEnd(14)} ${detail}\n`
  return advice ? `${head}${' '.repeat(21)}→ ${advice}\n` : head
}
