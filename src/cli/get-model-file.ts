/** Resolves the configured model for a command, with a progress bar while it is fetched. */
import process from 'node:process'
import { ParleyError } from '../errors.ts'
import type { DownloadProgress } from '../models/download/progress-meter.ts'
import { type ResolvedModel, type ResolveModelOptions, resolveModel } from '../models/resolve-model.ts'
import { formatBytes } from '../text/format-bytes.ts'
import type { CliContext } from './context.ts'
import { createProgressBar, type Progress } from './progress-bar.ts'

/**
 * @param value `auto`, a catalogue name or the path of a GGUF file
 * @throws ParleyError as `resolveModel`
 */
export async function getModelFile(
  context: Pick<CliContext, 'config' | 'signal' | 'note'>,
  value: string,
  options: Pick<ResolveModelOptions, 'decideAgain'> = {},
): Promise<ResolvedModel> {
  const { modelsFolder: directory, hubUrl, hubToken, gpu } = context.config
  const bar = createProgressBar(process.stderr)
  try {
    return await resolveModel(value, {
      ...options,
      directory,
      hubUrl,
      hubToken,
      gpu,
      signal: context.signal,
      onProgress: progress => bar.update(toProgress(progress)),
      onNote: bar.note,
    })
  } catch (error) {
    bar.end()
    // Whoever stopped it is told that nothing is lost; the command line itself says nothing after Ctrl-C.
    if (error instanceof ParleyError && error.code === 'CANCELLED') context.note(error.message)
    throw error
  } finally {
    bar.end()
  }
}

/** A download's progress as the bar shows it. */
export function toProgress(progress: DownloadProgress): Progress {
  const { name, stage, bytes, totalBytes, bytesPerSecond, secondsLeft } = progress
  const verb = stage === 'checking' ? 'Checking' : 'Getting'
  const label = `${verb} ${name}`
  return { label, done: bytes, total: totalBytes, perSecond: bytesPerSecond, secondsLeft, format: formatBytes }
}
