/** What every source of a model file is given, and how it says that it can't serve. */
import type { DownloadTimeouts } from './timeouts.ts'

/** One file being filled. It keeps what was written when a source fails: the next one goes on from there. */
export interface PartFile {
  /** Path of the unfinished file. */
  readonly path: string
  /** Bytes of the whole file. */
  readonly totalBytes: number
}

export interface SourceTools {
  /** Told how many bytes of the whole are there. */
  onBytes(bytes: number): void
  readonly signal: AbortSignal
  readonly timeouts: DownloadTimeouts
  readonly env: NodeJS.ProcessEnv
  /** Base URL of the Hugging Face hub or what stands in for it, without a slash at the end. */
  readonly hubUrl: string
  /** Sent to that hub alone. */
  readonly hubToken: string | undefined
  /** Hosts that did not answer: they are not waited for twice. */
  readonly unreachableHosts: Set<string>
}

/** A source can't serve the file, and the next one is to be tried; the message is a phrase that says why, the source's name before it. */
export class SourceUnavailable extends Error {}

/** Its host did not answer a little while ago, and was not asked again. */
export class StillUnreachable extends SourceUnavailable {}
