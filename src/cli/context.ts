/** What a command of the command line is given: configuration, output, and the parts of Parley, each opened at first use. */
import type { Command } from 'commander'
import type { Logger } from 'pino'
import type { Knowledge } from '../../knowledge/knowledge.ts'
import type { Config } from '../config.ts'
import type { Embedder } from '../models/embedder.ts'
import type { LanguageModel } from '../models/language-model.ts'
import type { Services } from '../pipelines/pipeline.ts'
import type { Store } from '../store/store.ts'

export interface CliContext {
  /** Read and checked at first use. @throws ParleyError CONFIG_INVALID */
  readonly config: Config
  /** JSON lines on standard error, silent unless LOG_LEVEL asks. */
  readonly log: Logger
  /** Fires at Ctrl-C and at SIGTERM. */
  readonly signal: AbortSignal
  /** Writes to standard output as it is. */
  write(text: string): void
  /** One line to a person, on standard error. */
  note(text: string): void
  /** Each is opened once, at first use, and closed when the command ends. */
  store(): Promise<Store>
  embedder(): Promise<Embedder>
  knowledge(): Promise<Knowledge>
  /** Gets the model if it is not there, with a progress bar. */
  model(): Promise<LanguageModel>
  /** All parts together; `withoutModel` leaves the language model closed until it is asked after all. */
  services(options?: { withoutModel?: boolean }): Promise<Services>
}

/** Adds one command to the program; a file in this folder each. */
export type AddCommand = (program: Command, context: CliContext) => void
