/** `parley eval`: measures the pipelines on labelled data, beside the floors that the data comes with. */
import type { AddCommand } from './context.ts'

export const addEvalCommand: AddCommand = program => {
  program.command('eval').summary('measure the pipelines on labelled data')
}
