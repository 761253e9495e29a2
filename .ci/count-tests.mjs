/** Reads Vitest's JSON reports, says what failed, and prints "N passed, N failed" as the last line. */
import { readFileSync } from 'node:fs'
import process from 'node:process'

const files = process.argv.slice(2).flatMap(path => JSON.parse(readFileSync(path, 'utf8')).testResults)

let passed = 0
let failed = 0
let endToEnd = 0
for (const file of files) {
  const count = status => file.assertionResults.filter(test => test.status === status).length
  passed += count('passed')
  failed += count('failed')
  // A file that could not even be read fails without a test that does.
  if (file.status === 'failed' && count('failed') === 0) {
    failed++
    console.log(`${file.name} did not run: ${file.message}`)
  }
  if (file.name.includes('/test/e2e/')) endToEnd += count('passed')
}
const isComplete = passed > 0 && endToEnd > 0
if (!isComplete) console.log('Expected unit and end-to-end tests to run, but one of them did not.')
if (failed > 0 || !isComplete) process.exitCode = 1
console.log(`${passed} passed, ${failed} failed`)
