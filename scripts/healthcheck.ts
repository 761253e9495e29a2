/** The container's health check: Parley holds its data folder, and the folder can still be written to. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { loadConfig } from '../src/config.ts'
import { messageOf } from '../src/errors.ts'

/** Enough to find a full disk, which still lets empty files be made. */
const TRIAL_BYTES = 64 * 1024

/**
 * Parley writes its process id when it takes the data folder. Read, not locked: a lock taken here for a moment
 * could refuse a Parley that is just starting.
 */
function checkRunning(dataFolder: string): void {
  const pid = readFileSync(join(dataFolder, 'start.pid'), 'utf8').trim()
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  if (!command.some(argument => argument.endsWith('main.ts'))) throw new Error(`Process ${pid} is not Parley.`)
}

function checkWritable(dataFolder: string): void {
  const trial = mkdtempSync(join(dataFolder, 'healthcheck-'))
  try {
    writeFileSync(join(trial, 'trial'), Buffer.alloc(TRIAL_BYTES))
  } finally {
    rmSync(trial, { recursive: true, force: true })
  }
}

try {
  const { dataFolder } = loadConfig(process.env, process.cwd())
  checkRunning(dataFolder)
  checkWritable(dataFolder)
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = 1
}
