/** Talks HTTP to an OpenAI-compatible server: time limits, retries before the first byte, errors in Parley's words. */
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf, ParleyError, throwIfCancelled } from '../../errors.ts'
import { createEventStreamParser } from './event-stream.ts'

/** Attempts in all, where the server could not be reached or was busy. */
const MAX_ATTEMPTS = 3
const FIRST_PAUSE_MS = 250
/** The longest pause that a server's `Retry-After` is granted. */
const MAX_PAUSE_MS = 5_000
/** Characters of a server's own message that go into an error. */
const MAX_SERVER_MESSAGE_CHARS = 300

export interface OpenAiClientOptions {
  /** Ends in `/v1`. */
  baseUrl: string
  apiKey?: string
  /** The longest wait for the first byte of an answer, while the server reads the prompt. Default: 5 minutes. */
  firstByteTimeoutMs?: number
  /** The longest pause within an answer. Default: 1 minute. */
  idleTimeoutMs?: number
}

export interface OpenAiClient {
  /** A JSON answer; undefined where the server does not know the path or refuses the request. @throws ParleyError */
  probe(path: string, body?: unknown): Promise<unknown>
  /** A JSON answer. @throws ParleyError */
  ask(path: string, body: unknown, signal?: AbortSignal): Promise<unknown>
  /** The data of the events with which the server answers, parsed, without the closing `[DONE]`. @throws ParleyError */
  stream(path: string, body: unknown, signal?: AbortSignal): AsyncIterable<unknown>
}

/** Paths begin with `/v1/` or, for what llama.cpp and vLLM offer beside it, with another folder of the same server. */
export function createOpenAiClient(options: OpenAiClientOptions): OpenAiClient {
  const { apiKey, firstByteTimeoutMs = 300_000, idleTimeoutMs = 60_000 } = options
  const root = options.baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '')
  const headers = { 'content-type': 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) }

  /** One request up to the first byte of its answer; `limit` stops it when it takes too long. */
  async function open(path: string, body: unknown, limit: TimeLimit): Promise<Response> {
    const init = body === undefined ? { method: 'GET' } : { method: 'POST', body: JSON.stringify(body) }
    for (let attempt = 1; ; attempt++) {
      limit.restart(firstByteTimeoutMs)
      let pauseMs = FIRST_PAUSE_MS * 2 ** (attempt - 1)
      try {
        const response = await fetch(root + path, { ...init, headers, signal: limit.signal })
        const busy = response.status === 429 || response.status === 503
        if (!busy || attempt === MAX_ATTEMPTS) return response
        const askedMs = Number(response.headers.get('retry-after')) * 1000
        if (askedMs > 0) pauseMs = Math.min(askedMs, MAX_PAUSE_MS)
        await response.body?.cancel()
      } catch (error) {
        limit.throwIfFired()
        if (attempt === MAX_ATTEMPTS) throw unreachable(error)
      }
      limit.restart(pauseMs + firstByteTimeoutMs)
      await sleep(pauseMs, undefined, { signal: limit.signal }).catch(() => limit.throwIfFired())
    }
  }

  function unreachable(error: unknown): ParleyError {
    const cause = error instanceof Error && error.cause ? error.cause : error
    const why = (cause as { code?: string }).code ?? messageOf(cause)
    return new ParleyError(
      'MODEL_UNAVAILABLE',
      `The model server ${root} cannot be reached (${hide(why)}): start it, or mend PARLEY_MODEL_URL.`,
      { cause: error },
    )
  }

  const hide = (text: string) => (apiKey ? text.replaceAll(apiKey, '…') : text)

  function describe(status: number, text: string): ParleyError {
    const said = hide(serverMessage(text)).replace(/\s+/g, ' ').slice(0, MAX_SERVER_MESSAGE_CHARS)
    if (status === 429 || status === 503) {
      return new ParleyError('MODEL_OVERLOADED', `The model server is busy (${said || status}): try again in a moment.`)
    }
    if (status === 401 || status === 403) {
      return new ParleyError(
        'MODEL_UNAVAILABLE',
        `The model server refused the key (${status}): mend PARLEY_MODEL_KEY.`,
      )
    }
    if (/context|too long|maximum.*tokens|exceed.*tokens/i.test(text) && status >= 400 && status < 500) {
      return new ParleyError('INPUT_TOO_LARGE', `The prompt is too long for the model server (${said}): send less.`)
    }
    return new ParleyError(
      'MODEL_UNAVAILABLE',
      `The model server answered ${status} (${said}): see its log, and check PARLEY_MODEL_URL.`,
    )
  }

  async function readText(response: Response, limit: TimeLimit): Promise<string> {
    limit.restart(idleTimeoutMs)
    try {
      return await response.text()
    } catch (error) {
      limit.throwIfFired()
      throw unreachable(error)
    }
  }

  async function askStatus(
    path: string,
    body: unknown,
    signal?: AbortSignal,
  ): Promise<{ status: number; text: string }> {
    const limit = createTimeLimit(signal)
    try {
      const response = await open(path, body, limit)
      return { status: response.status, text: await readText(response, limit) }
    } finally {
      limit.stop()
    }
  }

  return {
    async probe(path, body) {
      const { status, text } = await askStatus(path, body)
      if (status >= 200 && status < 300) return parseJson(text)
      if ([401, 403, 429, 503].includes(status)) throw describe(status, text)
      return undefined
    },
    async ask(path, body, signal) {
      const { status, text } = await askStatus(path, body, signal)
      if (status < 200 || status >= 300) throw describe(status, text)
      const value = parseJson(text)
      if (value === undefined) throw describe(status, text)
      return value
    },
    async *stream(path, body, signal) {
      const limit = createTimeLimit(signal)
      try {
        const response = await open(path, body, limit)
        if (!response.ok || !response.body) throw describe(response.status, await readText(response, limit))
        const parser = createEventStreamParser()
        const reader = response.body.getReader()
        for (;;) {
          let chunk: Awaited<ReturnType<typeof reader.read>>
          try {
            chunk = await reader.read()
          } catch (error) {
            limit.throwIfFired()
            throw unreachable(error)
          }
          limit.restart(idleTimeoutMs)
          for (const data of chunk.value ? parser.push(chunk.value) : parser.end()) {
            if (data === '[DONE]') return
            const event = parseJson(data) as { error?: { code?: number; message?: string } } | undefined
            if (!event || event.error) throw describe(Number(event?.error?.code) || 500, data)
            yield event
          }
          if (chunk.done) return
        }
      } finally {
        limit.stop()
      }
    },
  }
}

interface TimeLimit {
  readonly signal: AbortSignal
  restart(ms: number): void
  /** Throws CANCELLED or MODEL_TIMEOUT when one of them is the reason why a request broke off. */
  throwIfFired(): void
  /** Ends the limit, and the request with it where one still runs. */
  stop(): void
}

function createTimeLimit(outer: AbortSignal | undefined): TimeLimit {
  const own = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let late = false
  let limitMs = 0
  return {
    signal: outer ? AbortSignal.any([outer, own.signal]) : own.signal,
    restart(ms) {
      clearTimeout(timer)
      limitMs = ms
      timer = setTimeout(() => {
        late = true
        own.abort()
      }, ms)
    },
    throwIfFired() {
      throwIfCancelled(outer)
      if (late)
        throw new ParleyError(
          'MODEL_TIMEOUT',
          `The model server was silent for ${limitMs / 1000} s: see whether it still works.`,
        )
    },
    stop() {
      clearTimeout(timer)
      own.abort()
    },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The message inside the JSON of an error, or the text as it is. */
function serverMessage(text: string): string {
  const body = parseJson(text) as { error?: { message?: unknown } | string; message?: unknown } | undefined
  const error = typeof body?.error === 'object' ? body.error?.message : body?.error
  const message = error ?? body?.message
  return typeof message === 'string' ? message : text
}
