/** What every evaluation is given and gives, and how it reads its data. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ParleyError } from '../errors.ts'
import type { Part, Pipeline, Services } from '../pipelines/pipeline.ts'

export interface EvaluationRow {
  /** What was measured: `answers squad2_en`, `translation en-zh`. */
  task: string
  metric: string
  /** A share, or a score, from 0 to 1. */
  value: number
  /** The same model on the same items, prompted without examples and without Parley's steps. */
  plain?: number
  /** What a plain method without a model reaches, after the data's BASELINES.md. */
  floor?: number
  /** Items that were measured. */
  n: number
}

export interface EvaluationOptions {
  /** Holds a folder a task. */
  dataFolder: string
  /** The most items of a data set, taken evenly from the whole. Default: all. */
  limit?: number
  services: Services
  signal: AbortSignal
  /** Told after every item. */
  onProgress: (task: string, done: number, total: number) => void
}

/** @throws ParleyError INPUT_INVALID where the file is missing or is not JSON lines */
export async function readItems<T>(dataFolder: string, name: string): Promise<T[]> {
  const path = join(dataFolder, name)
  try {
    const lines = (await readFile(path, 'utf8')).split('\n')
    return lines.filter(line => line.trim() !== '').map(line => JSON.parse(line) as T)
  } catch (cause) {
    const message = `Expected JSON lines in ${path}, but it is missing or something else; --data names the folder of the evaluation data.`
    throw new ParleyError('INPUT_INVALID', message, { cause })
  }
}

/** Every n-th item, so that all kinds are among them. */
export function sampleEvenly<T>(items: readonly T[], limit = items.length): T[] {
  const count = Math.min(limit, items.length)
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]!)
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Runs one request of a pipeline for everybody (no principals) and gives its result. */
export async function runForResult<P extends object, R extends object>(
  pipeline: Pipeline<P, R>,
  params: P,
  { services, signal }: Pick<EvaluationOptions, 'services' | 'signal'>,
): Promise<Extract<Part<R>, { type: 'result' }>['result']> {
  for await (const part of pipeline.run({ params, readers: [], history: [], signal }, services)) {
    if (part.type === 'result') return part.result
  }
  throw new ParleyError('OUTPUT_INVALID', `The pipeline ${pipeline.name} ended without a result.`)
}
