/** One GET over HTTP(S): redirects followed, credentials kept to one origin, every wait bounded, the environment's proxies used. */
import type { IncomingMessage } from 'node:http'
import type { DownloadTimeouts } from './timeouts.ts'

const MAX_REDIRECTS = 10
const redirectStatuses = new Set([301, 302, 303, 307, 308])

/** No connection came about: the host has no name here, refuses, or does not answer. */
export class HostUnreachable extends Error {
  readonly host: string
  readonly reason: string

  constructor(host: string, reason: string) {
    super(`${host} can't be reached (${reason})`)
    this.host = host
    this.reason = reason
  }
}

export interface HttpRequest {
  headers: Readonly<Record<string, string>>
  /** A bearer token, sent to the origin of `tokenOrigin` only: never to where a redirect leads outside it. */
  token: string | undefined
  tokenOrigin: string
  timeouts: Pick<DownloadTimeouts, 'connectMs' | 'responseMs'>
  env: NodeJS.ProcessEnv
  signal: AbortSignal
}

/**
 * Sends the request and gives the first answer that is no redirect, its body not yet read.
 * @throws HostUnreachable; an Error where the answer does not come in time or redirects without end; the signal's reason
 */
export async function sendRequest(address: string, request: HttpRequest): Promise<IncomingMessage> {
  let url = new URL(address)
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const headers: Record<string, string> = {
      'accept-encoding': 'identity',
      'user-agent': 'parley',
      ...request.headers,
    }
    if (request.token !== undefined && url.origin === request.tokenOrigin)
      headers.authorization = `Bearer ${request.token}`
    const response = await sendOnce(url, headers, request)
    const location = response.headers.location
    if (!redirectStatuses.has(response.statusCode ?? 0) || location === undefined) return response
    response.destroy()
    const next = URL.parse(location, url)
    if (next === null || !/^https?:$/.test(next.protocol))
      throw new Error(`${url.host} redirects to an address that is none`)
    url = next
  }
  throw new Error(`${new URL(address).host} redirects more than ${MAX_REDIRECTS} times`)
}

async function sendOnce(url: URL, headers: Record<string, string>, request: HttpRequest): Promise<IncomingMessage> {
  const { timeouts, signal, env } = request
  // Loaded here: node:http brings Node's whole fetch along, a tenth of a second that a command without a download need not wait.
  const { Agent, get } = url.protocol === 'https:' ? await import('node:https') : await import('node:http')
  return new Promise((resolve, reject) => {
    const outgoing = get(url, { headers, signal, agent: new Agent({ proxyEnv: env }) })
    let connected = false
    let timer = setTimeout(
      () => outgoing.destroy(new Error(`no connection in ${timeouts.connectMs / 1000} s`)),
      timeouts.connectMs,
    )
    const onConnected = () => {
      connected = true
      clearTimeout(timer)
      timer = setTimeout(
        () =>
          outgoing.destroy(
            new Error(`${url.host} took the request but gave no answer in ${timeouts.responseMs / 1000} s`),
          ),
        timeouts.responseMs,
      )
    }
    outgoing.once('socket', socket => {
      if (socket.connecting) socket.once('connect', onConnected)
      else onConnected()
    })
    outgoing.once('response', response => {
      clearTimeout(timer)
      resolve(response)
    })
    outgoing.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      if (signal.aborted) reject(signal.reason)
      else reject(connected ? error : new HostUnreachable(url.host, error.code ?? error.message))
    })
  })
}
