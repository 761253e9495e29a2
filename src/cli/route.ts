/** `parley route`: which pipeline a message would take. */
import { ParleyError } from '../errors.ts'
import { suggestName } from '../text/nearest-name.ts'
import type { AddCommand, CliContext } from './context.ts'
import { runJsonl } from './jsonl.ts'
import { openRequests, openStandardInput, readTextStream } from './read-input.ts'

/** Routing one line is quick and mostly the embedder's work, which takes one at a time. */
const parallelLines = 2

export const addRouteCommand: AddCommand = (program, context) => {
  program
    .command('route')
    .summary('Say which of these a message would take')
    .description('Says which pipeline a message would take, how sure that is, and what it says of the parameters.')
    .argument('[words...]', 'the message; "-" or none reads standard input')
    .usage('[options] "MESSAGE"')
    .option('--json', 'print one result object: {id, pipeline, confidence, params}')
    .option(
      '--jsonl',
      'read a request object {id, text} a line (from a file or standard input), write a result object a line',
    )
    .action(async (words: string[], options: { json?: true; jsonl?: true }) => {
      if (options.jsonl) return routeLines(context, words)
      const piped = openStandardInput(context.signal, words, 'parley route "MESSAGE"')
      const text = piped ? await readTextStream(piped) : words.join(' ')
      const route = await (await openRoute(context))(parseText({ text }))
      if (options.json) context.write(`${JSON.stringify({ id: null, ...route })}\n`)
      else context.write(`${route.pipeline} (${Math.round(route.confidence * 100)}%)\n`)
    })
}

async function routeLines(context: CliContext, words: string[]): Promise<void> {
  await runJsonl({
    input: await openRequests(context.signal, words, 'parley route --jsonl FILE'),
    write: context.write,
    parse: parseText,
    open: () => openRoute(context),
    run: (text, route) => route(text),
    parallel: parallelLines,
    signal: context.signal,
    onFault: error => context.log.error({ err: error }, 'a line failed'),
  })
}

function parseText(request: Record<string, unknown>): string {
  const { text, ...rest } = request
  for (const name of Object.keys(rest)) {
    throw new ParleyError('INPUT_INVALID', `Unknown field ${name}: ${suggestName(name, ['id', 'text'])}`)
  }
  if (typeof text !== 'string' || text.trim() === '') {
    throw new ParleyError('INPUT_INVALID', 'Expected text: the message, as a string that is not empty.')
  }
  return text
}

async function openRoute(context: CliContext) {
  const { openRouter } = await import('./open-router.ts')
  // Only a message in doubt needs the model; where there is none, the examples decide alone.
  const router = await openRouter(await context.services({ withoutModel: true }))
  return async (text: string) => {
    const { pipeline, confidence, params } = await router.route({ text, signal: context.signal })
    return { pipeline, confidence, params }
  }
}
