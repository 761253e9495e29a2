/** Files that lie with Slack: fetched with the bot's token, from Slack alone. */
import type { FileReference } from '../../src/conversation/chat-port.ts'
import { ParleyError } from '../../src/errors.ts'
import { MAX_BYTES, readBody, tooLarge } from '../read-body.ts'
import { callSlack, type SlackTiming } from './web-client.ts'
import type { Workspace } from './workspaces.ts'

const MAX_REDIRECTS = 3

export interface ReadFileOptions {
  apiUrl?: string
  timing: SlackTiming
}

/** @throws ParleyError PLATFORM_REJECTED, PLATFORM_UNREACHABLE, INPUT_TOO_LARGE */
export async function readSlackFile(
  workspace: Workspace,
  reference: FileReference,
  signal: AbortSignal,
  { apiUrl, timing }: ReadFileOptions,
): Promise<Uint8Array> {
  const id = reference.id.slice(reference.id.indexOf('/') + 1)
  const call = () => workspace.reading.files.info({ file: id })
  const { file } = await callSlack(call, { timing, repeatable: true, signal })
  const address = file?.url_private_download ?? file?.url_private
  if (!address) throw new ParleyError('PLATFORM_REJECTED', `${reference.name} is gone, or not a file of Slack's own.`)
  if ((file?.size ?? 0) > MAX_BYTES) throw tooLarge(reference.name)
  const within = AbortSignal.any([signal, AbortSignal.timeout(timing.downloadMs)])
  const response = await fetchFromSlack(address, workspace.token, apiUrl, within).catch(orUnreachable)
  // Without the scope files:read Slack answers with its page to sign in.
  if (response.headers.get('content-type')?.startsWith('text/html') && !file?.mimetype?.startsWith('text/html')) {
    await response.body?.cancel()
    throw new ParleyError(
      'PLATFORM_REJECTED',
      'Slack did not give out the file: does the app have the scope files:read?',
    )
  }
  return readBody(response, reference.name).catch(orUnreachable)
}

function orUnreachable(cause: unknown): never {
  if (cause instanceof ParleyError) throw cause
  throw new ParleyError('PLATFORM_UNREACHABLE', 'Slack did not send the file; try again later.', { cause })
}

async function fetchFromSlack(
  address: string,
  token: string,
  apiUrl: string | undefined,
  signal: AbortSignal,
): Promise<Response> {
  let url = new URL(address)
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    if (!isSlackHost(url, apiUrl)) {
      throw new ParleyError('PLATFORM_REJECTED', 'The file does not lie with Slack; the token goes nowhere else.')
    }
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(url, { headers, redirect: 'manual', signal })
    const next = response.headers.get('location')
    if (response.status >= 300 && response.status < 400 && next) {
      await response.body?.cancel()
      url = new URL(next, url)
      continue
    }
    if (response.ok) return response
    await response.body?.cancel()
    throw new ParleyError('PLATFORM_REJECTED', `Slack did not give out the file (HTTP ${response.status}).`)
  }
  throw new ParleyError('PLATFORM_REJECTED', 'Slack sent the file from one address to the next without end.')
}

function isSlackHost(url: URL, apiUrl: string | undefined): boolean {
  if (apiUrl && url.host === new URL(apiUrl).host) return true
  return url.protocol === 'https:' && /(^|\.)(slack\.com|slack-files\.com)$/.test(url.hostname)
}
