#!/usr/bin/env node
// Starts Parley on a Node that can run it: this one, or the one that `npm ci` put beside the packages. Runs on Node 20.20 and newer.
import { spawn } from 'node:child_process'
import { existsSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** Parley's sources are TypeScript, run as they are by the Node that package.json pins. */
const neededMajor = 26

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const main = join(root, 'src', 'main.ts')
const node = pinnedNode()

if (!node) {
  process.stderr.write(`Parley's packages are not installed: run "npm ci" in ${root} first.\n`)
  process.exitCode = 1
} else if (Number.parseInt(process.versions.node, 10) >= neededMajor) {
  await import(main)
} else {
  runOn(node)
}

function pinnedNode() {
  try {
    const path = join(
      dirname(createRequire(import.meta.url).resolve('node/package.json')),
      'bin',
      process.platform === 'win32' ? 'node.exe' : 'node',
    )
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}

/** @param {string} path of the newer Node */
function runOn(path) {
  // Replacing this process is best, where this Node can (22.15 and newer, not on Windows): one process, nothing to pass through.
  if (process.execve) process.execve(path, [path, main, ...process.argv.slice(2)], process.env)

  const child = spawn(path, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  // Ctrl-C in a terminal reaches the child by itself: passing it on would make it two.
  const forwarded = hasTerminal() ? ['SIGTERM', 'SIGHUP'] : ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (forwarded.includes(signal)) child.kill(signal)
    })
  }
  child.on('error', error => {
    process.stderr.write(`${path} can't be started: ${error.message}. Run "npm ci" in ${root} again.\n`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0))
  })
}

function hasTerminal() {
  try {
    openSync('/dev/tty', 'r')
    return true
  } catch {
    return false
  }
}
