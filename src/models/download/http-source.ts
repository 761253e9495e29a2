/** Fills a file from an address on the web: goes on where an earlier try ended, and tries again where the connection breaks. */

import { open, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../errors.ts'
import { isWriteFailure, sizeOf } from './disk.ts'
import { HostUnreachable, sendRequest } from './http-request.ts'
import { type PartFile, type SourceTools, SourceUnavailable, StillUnreachable } from './source.ts'

/** Tries in a row that bring not one byte before the source is given up. A host that has sent some is given about a minute to come back. */
const MAX_FRUITLESS_TRIES = { beforeFirstByte: 3, afterwards: 7 }
/** A server that asks for a longer pause than this is passed over. */
const MAX_RETRY_AFTER_MS = 30_000

/** Beside an unfinished file: which address it came from and the entity tag that address gave, to see that the file there has changed. */
interface Origin {
  url: string
  etag?: string
}

/** A try failed in a way that another may not. */
class TryAgain extends Error {
  readonly pauseMs: number

  constructor(message: string, pauseMs = 0) {
    super(message)
    this.pauseMs = pauseMs
  }
}

/** Path of the note kept beside an unfinished file. */
export function originPath(part: PartFile): string {
  return `${part.path}.origin.json`
}

/**
 * Downloads `url` into the part file, from the byte on where it ends.
 * @throws SourceUnavailable; the signal's reason; the file system's error where writing fails
 */
export async function downloadFromUrl(url: string, part: PartFile, tools: SourceTools): Promise<void> {
  const host = new URL(url).host
  if (tools.unreachableHosts.has(host)) throw new StillUnreachable("it can't be reached")
  let answered = false
  let maxTries = MAX_FRUITLESS_TRIES.beforeFirstByte
  for (let fruitless = 0; ; ) {
    const before = await sizeOf(part.path)
    try {
      const response = await request(url, before, part, tools)
      answered = true
      await receive(url, response, before, part, tools)
      return
    } catch (error) {
      if (tools.signal.aborted || error instanceof SourceUnavailable || isWriteFailure(error)) throw error
      if (!answered) {
        // It was never there: others are asked at once, and it is not waited for again.
        tools.unreachableHosts.add(host)
        const isItself = error instanceof HostUnreachable && error.host === host
        const reason = isItself ? `it can't be reached (${error.reason})` : messageOf(error)
        throw new SourceUnavailable(reason, { cause: error })
      }
      const grew = (await sizeOf(part.path)) > before
      if (grew) maxTries = MAX_FRUITLESS_TRIES.afterwards
      fruitless = grew ? 1 : fruitless + 1
      if (fruitless >= maxTries) throw new SourceUnavailable(messageOf(error), { cause: error })
      const pauseMs = Math.max(
        error instanceof TryAgain ? error.pauseMs : 0,
        tools.timeouts.retryMs * 2 ** (fruitless - 1),
      )
      await sleep(pauseMs, undefined, { signal: tools.signal })
    }
  }
}

async function request(url: string, offset: number, part: PartFile, tools: SourceTools): Promise<IncomingMessage> {
  const headers: Record<string, string> = {}
  if (offset > 0) {
    headers.range = `bytes=${offset}-`
    const etag = (await readOrigin(part, url))?.etag
    // A weak tag promises no equal bytes and is not allowed here (RFC 9110, 13.1.5); the digest at the end decides then.
    if (etag !== undefined && !etag.startsWith('W/')) headers['if-range'] = etag
  }
  return sendRequest(url, {
    headers,
    token: tools.hubToken,
    tokenOrigin: new URL(tools.hubUrl).origin,
    timeouts: tools.timeouts,
    env: tools.env,
    signal: tools.signal,
  })
}

async function receive(
  url: string,
  response: IncomingMessage,
  offset: number,
  part: PartFile,
  tools: SourceTools,
): Promise<void> {
  try {
    let start = await startOf(url, response, offset, part)
    if (start === 0) await rm(part.path, { force: true })
    await writeFile(originPath(part), JSON.stringify({ url, etag: response.headers.etag } satisfies Origin))
    const { stallMs } = tools.timeouts
    response.setTimeout(stallMs, () => response.destroy(new TryAgain(`no byte came in ${stallMs / 1000} s`)))
    const file = await open(part.path, 'a')
    try {
      for await (const chunk of response) {
        if (start + chunk.length > part.totalBytes)
          throw new SourceUnavailable(`it sends more than ${part.totalBytes} bytes`)
        await file.appendFile(chunk)
        start += chunk.length
        tools.onBytes(start)
      }
    } finally {
      await file.close()
    }
    if (start < part.totalBytes) throw new TryAgain(`the connection ended after ${start} of ${part.totalBytes} bytes`)
  } finally {
    response.destroy()
  }
}

/** Where the body of the answer belongs in the file. */
async function startOf(url: string, response: IncomingMessage, offset: number, part: PartFile): Promise<number> {
  const status = response.statusCode ?? 0
  if (status === 206) {
    const [, start, total] = response.headers['content-range']?.match(/^bytes (\d+)-\d+\/(\d+|\*)$/) ?? []
    if (total !== undefined && total !== '*') checkSize(Number(total), part)
    const known = (await readOrigin(part, url))?.etag
    const changed = known !== undefined && response.headers.etag !== undefined && known !== response.headers.etag
    if (changed || Number(start) !== offset) return restart(part, 'the file there has changed')
    return offset
  }
  if (status === 200) {
    const length = response.headers['content-length']
    if (length !== undefined) checkSize(Number(length), part)
    return 0
  }
  if (status === 416) return restart(part, 'it has no such range')
  if (status === 408 || status === 429 || status >= 500) {
    const pauseMs = Number(response.headers['retry-after'] ?? 0) * 1000
    if (pauseMs > MAX_RETRY_AFTER_MS)
      throw new SourceUnavailable(`it answers ${status} and asks for ${pauseMs / 1000} s of patience`)
    throw new TryAgain(`it answers ${status}`, Number.isFinite(pauseMs) ? pauseMs : 0)
  }
  if (status === 401 || status === 403) throw new SourceUnavailable(`it answers ${status} (access denied)`)
  throw new SourceUnavailable(status === 404 ? 'it does not have the file (404)' : `it answers ${status}`)
}

async function restart(part: PartFile, reason: string): Promise<never> {
  await rm(part.path, { force: true })
  await rm(originPath(part), { force: true })
  throw new TryAgain(reason)
}

function checkSize(bytes: number, part: PartFile): void {
  if (bytes !== part.totalBytes)
    throw new SourceUnavailable(`it has a file of ${bytes} bytes where ${part.totalBytes} were expected`)
}

async function readOrigin(part: PartFile, url: string): Promise<Origin | undefined> {
  try {
    const origin: unknown = JSON.parse(await readFile(originPath(part), 'utf8'))
    if (typeof origin !== 'object' || origin === null || !('url' in origin) || origin.url !== url) return undefined
    return { url, etag: 'etag' in origin && typeof origin.etag === 'string' ? origin.etag : undefined }
  } catch {
    // None was written, or not to its end: nothing is known.
    return undefined
  }
}
