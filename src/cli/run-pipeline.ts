/** Runs one request of one pipeline and measures it. */

import { ParleyError } from '../errors.ts'
import type { Usage } from '../models/language-model.ts'
import { meterModel } from '../models/metered-model.ts'
import type { Part, Pipeline, ResultBase, Services } from '../pipelines/pipeline.ts'

/** What every command that runs a pipeline gives for a request. */
export type MeasuredResult = ResultBase & {
  /** From the start of the request to its result. */
  ms: number
  /** Summed over all calls of the model. */
  tokens: Usage
}

export interface PipelineRun {
  params: object
  readers: readonly string[]
  signal: AbortSignal
  /** Given every part but the result, as it comes. */
  onPart?: (part: Exclude<Part, { type: 'result' }>) => void
}

/** @throws ParleyError whatever the pipeline throws */
export async function runPipeline(pipeline: Pipeline, run: PipelineRun, services: Services): Promise<MeasuredResult> {
  const { params, readers, signal, onPart } = run
  const meter = meterModel(services.model)
  const startedAt = performance.now()
  const parts = pipeline.run({ params, readers, history: [], signal }, { ...services, model: meter.model })
  for await (const part of parts) {
    if (part.type !== 'result') onPart?.(part)
    else return { ...part.result, ms: Math.round(performance.now() - startedAt), tokens: meter.usage() }
  }
  throw new ParleyError('OUTPUT_INVALID', `The pipeline ${pipeline.name} ended without a result.`)
}
