/** The child process that holds one model: takes requests from its parent and ends with it. */
import { messageOf, ParleyError } from '../../errors.ts'
import type { Usage } from '../language-model.ts'
import { loadModel } from './load-model.ts'
import type { ChildRequest, LoadOptions, RequestError, ToChild, ToParent } from './messages.ts'
import { TextGenerator, type Work } from './text-generator.ts'

const running = new Map<number, AbortController>()
let generator: TextGenerator

process.on('disconnect', () => process.exit())
// Ctrl-C reaches the whole group of processes; it is the parent who ends this one.
process.on('SIGINT', () => {})
process.on('message', (message: ToChild) => {
  if (message.type === 'load') void load(message.options)
  else if (message.type === 'abort') running.get(message.id)?.abort()
  else void answer(message.id, message.request)
})

function send(message: ToParent): void {
  if (process.connected) process.send!(message)
}

async function load(options: LoadOptions): Promise<void> {
  try {
    generator = await TextGenerator.create(await loadModel(options), options)
    send({ type: 'loaded', model: { contextTokens: generator.contextTokens, sequences: generator.sequences } })
  } catch (error) {
    send({ type: 'loadFailed', message: messageOf(error) })
  }
}

async function answer(id: number, request: ChildRequest): Promise<void> {
  const abort = new AbortController()
  running.set(id, abort)
  const usage: Usage = { prompt: 0, reused: 0, output: 0 }
  try {
    const work = { signal: abort.signal, usage, onProgress: () => send({ type: 'progress', id }) }
    const value = await run(request, work, text => send({ type: 'chunk', id, text }))
    send({ type: 'end', id, value, usage })
  } catch (error) {
    send({ type: 'end', id, usage, error: describe(error) })
  } finally {
    running.delete(id)
  }
}

async function run(request: ChildRequest, work: Work, onText: (text: string) => void): Promise<unknown> {
  switch (request.type) {
    case 'generate':
      return generator.generate(request, work, onText)
    case 'score':
      return generator.score(request, work)
    case 'weigh':
      return generator.weigh(request, work)
    case 'count':
      return generator.count(request.text)
    case 'countPrompt':
      return generator.countPrompt(request.messages)
  }
}

function describe(error: unknown): RequestError {
  if (error instanceof ParleyError) return { code: error.code, message: error.message }
  return { code: 'MODEL_UNAVAILABLE', message: `The model failed (${messageOf(error)}): try again.` }
}
