/** What came of a run that wrote the index. */
import type { IndexReport } from './knowledge.ts'

/** Of nothing yet. */
export function createReport(): IndexReport {
  return { indexed: 0, passages: 0, embedded: 0, unchanged: 0, removed: 0, failed: 0, problems: [] }
}

/** Adds what came of another run. */
export function addReport(total: IndexReport, more: IndexReport): void {
  for (const key of ['indexed', 'passages', 'embedded', 'unchanged', 'removed', 'failed'] as const) {
    total[key] += more[key]
  }
  total.problems.push(...more.problems)
}
