import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { EvaluationOptions, EvaluationRow } from '../../../src/eval/evaluation.ts'
import { addFloors } from '../../../src/eval/floors.ts'
import { oneToOneOverlap } from '../../../src/eval/metrics.ts'
import { evaluateReplies } from '../../../src/eval/replies.ts'

let dataFolder: string
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'parley-replies-'))
  await mkdir(join(dataFolder, 'chat'))
})
afterEach(() => rm(dataFolder, { recursive: true, force: true }))

async function evaluate(limit?: number): Promise<EvaluationRow[]> {
  const options = { dataFolder, limit, signal: AbortSignal.timeout(60_000), onProgress: () => {} }
  const rows: EvaluationRow[] = []
  for await (const some of evaluateReplies(options as unknown as EvaluationOptions)) rows.push(...some)
  return rows
}

it('counts links over the annotated messages, a starter as linked to itself, beside the floors', async () => {
  const log = [
    { author: 'ann', text: 'how do I mount the disk?' },
    { author: 'bob', text: 'ann: plug it in, then run mount', thread: 'x:0', reply_to: ['x:0'] },
    // Two answers in one: a link that is not found costs recall.
    { author: 'ann', text: 'bob: that works, thanks', thread: 'x:0', reply_to: ['x:1', 'x:0'] },
    { author: '', kind: 'system', text: 'mode change', thread: 'x:3', reply_to: [] },
  ]
  const lines = log.map((row, index) =>
    JSON.stringify({ id: `x:${index}`, kind: 'message', ts: '2026-05-14T10:00', ...row }),
  )
  for (const set of ['ubuntu_irc', 'ubuntu_meeting_irc'])
    await writeFile(join(dataFolder, 'chat', `${set}.jsonl`), lines.join('\n'))
  await writeFile(
    join(dataFolder, 'BASELINES.md'),
    '- ubuntu_irc.jsonl 4 threads 2 link-to-previous P 29.0 R 27.9 F 28.4\n',
  )
  const rows = await addFloors(await evaluate(), dataFolder)
  expect(rows.slice(0, 4)).toEqual([
    { task: 'replies ubuntu_irc', metric: 'link precision', value: 1, n: 3, floor: 0.29 },
    { task: 'replies ubuntu_irc', metric: 'link recall', value: 0.75, n: 3, floor: expect.closeTo(0.279) },
    { task: 'replies ubuntu_irc', metric: 'link F1', value: 6 / 7, n: 3, floor: 0.284 },
    { task: 'replies ubuntu_irc', metric: 'threads 1-1', value: 1, n: 3 },
  ])
  expect((await evaluate(2)).map(({ n }) => n)).toEqual(Array(8).fill(2))
})

it('pairs groups one to one', () => {
  expect(oneToOneOverlap([1, 1, 2, 2], ['a', 'a', 'b', 'b'])).toBe(1)
  expect(oneToOneOverlap([1, 1, 1, 1], ['a', 'a', 'b', 'c'])).toBe(0.5)
  expect(oneToOneOverlap([], [])).toBe(0)
})
