/** `parley start`: answers on the platforms that are set up, or in the terminal. */
import type { AddCommand } from './context.ts'

export const addStartCommand: AddCommand = (program, context) => {
  program
    .command('start')
    .summary('Answer on Slack and Discord, or in the terminal where neither is set up')
    .description(
      'Answers on every chat platform whose tokens are set. Without any it opens a conversation in the terminal; with piped input it answers a line at a time.',
    )
    .action(async () => {
      // Loaded now: no other command needs the conversation and the platforms.
      const { runStart } = await import('./run-start.ts')
      await runStart(context)
    })
}
