/** Makes of a question what a pipeline is given: which pipeline it is, and its parameters, files and messages read in. */
import { ParleyError } from '../errors.ts'
import type { ChatMessage } from '../models/language-model.ts'
import type { Pipeline } from '../pipelines/pipeline.ts'
import { suggestName } from '../text/nearest-name.ts'
import type { Attachment, ChatPort, FileReference } from './chat-port.ts'
import { parseCommandText } from './command.ts'
import { type FindMessagesOptions, type FoundMessages, findMessages } from './find-messages.ts'
import type { Question } from './inbox.ts'
import { extractParams, LONG_TEXT_CHARS, parsedLog } from './message-params.ts'
import { readAttachment } from './read-attachment.ts'
import { type Router, routeCommand } from './router.ts'

export interface PreparedRequest {
  pipeline: Pipeline
  /** Unchecked. */
  params: Record<string, unknown>
  guessed: boolean
  /** The next likely pipeline, where it was a guess. */
  otherwise?: string
  /** Where messages were read for it. */
  found?: FoundMessages
  /** What the person must know about how the request was read, as Markdown. */
  note?: string
}

export interface PrepareOptions extends FindMessagesOptions {
  pipelines: readonly Pipeline[]
  router: Router
}

export interface PrepareRequest {
  question: Question
  turns: readonly ChatMessage[]
  /** The language that the person or the channel has set. */
  language?: string
  /** Nobody but the person will see the answer. */
  isPrivate: boolean
  onStatus: (text: string) => Promise<void>
  signal: AbortSignal
}

/** @throws ParleyError INPUT_INVALID, PERMISSION_DENIED, PLATFORM_…; what the router throws */
export async function prepareRequest(request: PrepareRequest, options: PrepareOptions): Promise<PreparedRequest> {
  const { question, turns, signal } = request
  const { attachments, note } = await readFiles(request, options.port)
  const message = { attachments, history: turns }
  let prepared: PreparedRequest
  if (question.type === 'command') {
    const pipeline = options.pipelines.find(({ name }) => name === question.name)
    if (!pipeline) {
      const names = options.pipelines.map(({ name }) => name)
      throw new ParleyError(
        'INPUT_INVALID',
        `There is no command ${question.name}: ${suggestName(question.name, names)}`,
      )
    }
    prepared = { pipeline, params: {}, guessed: false }
    const { params, rest } = parseCommandText(pipeline, question.text)
    if (readsPlatform(pipeline, rest, attachments, options.port)) {
      await addMessages(prepared, { ...request, text: rest }, options)
      Object.assign(prepared.params, params)
    } else if (question.target) {
      prepared.params = { [pipeline.input.field]: question.target.text, ...params }
    } else prepared.params = routeCommand(pipeline, question.text, message).params
  } else {
    const route = await options.router.route({ text: question.text, ...message, signal })
    const pipeline = options.pipelines.find(({ name }) => name === route.pipeline)!
    prepared = { pipeline, params: route.params, guessed: route.by !== 'command', otherwise: route.otherwise }
    if (readsPlatform(pipeline, question.text, attachments, options.port)) {
      await addMessages(prepared, { ...request, text: question.text }, options)
    }
  }
  addLanguage(prepared, request)
  const notes = [note, prepared.found?.note].filter(line => line !== undefined)
  return { ...prepared, ...(notes.length > 0 ? { note: notes.join('\n') } : {}) }
}

/** Whether the messages to read are the platform's, and not in the request itself. */
function readsPlatform(pipeline: Pipeline, text: string, attachments: readonly Attachment[], port: ChatPort): boolean {
  if (pipeline.input.kind !== 'conversation' || !port.can.history || attachments.length > 0) return false
  return text.length < LONG_TEXT_CHARS && !parsedLog(text)
}

async function addMessages(
  prepared: PreparedRequest,
  request: PrepareRequest & { text: string },
  options: PrepareOptions,
): Promise<void> {
  const { question, text, isPrivate, onStatus, signal } = request
  const onRead = (messages: number) => onStatus(`Reading ${messages} messages…`)
  await onStatus('Reading messages…')
  const found = await findMessages({ event: question, text, isPrivate, onRead, signal }, options)
  await onRead(found.utterances.length)
  const { field } = prepared.pipeline.input
  const { [field]: _, ...drawn } = extractParams(prepared.pipeline, { text: found.rest })
  prepared.params = { ...drawn, [field]: found.utterances }
  prepared.found = found
}

/** What is set counts where the request does not say; a translation goes into the person's own language. */
function addLanguage({ pipeline, params }: PreparedRequest, { question, language }: PrepareRequest): void {
  const { shape } = pipeline.parameters
  if ('to' in shape && params.to === undefined) params.to = language ?? question.person.language
  if ('lang' in shape && params.lang === undefined && language) params.lang = language
}

async function readFiles(
  { question, onStatus, signal }: PrepareRequest,
  port: ChatPort,
): Promise<{ attachments: Attachment[]; note?: string }> {
  const attachments = [...(question.attachments ?? [])]
  const target = question.type === 'command' ? (question.target?.files ?? []) : []
  const files: readonly FileReference[] = [...(question.files ?? []), ...target]
  const [first, ...others] = files
  if (!first || !port.readFile || attachments.length > 0) return { attachments }
  await onStatus(`Reading ${first.name}…`)
  const text = await readAttachment(first.name, await port.readFile(first, signal))
  attachments.push({ name: first.name, text })
  if (others.length === 0) return { attachments }
  const names = others.map(({ name }) => name).join(', ')
  return { attachments, note: `_Only ${first.name} was read. Send the others one at a time: ${names}._` }
}
