/** Files that lie with Discord, fetched from there alone. */
import { type APIMessage, type REST, Routes } from 'discord.js'
import type { FileReference } from '../../src/conversation/chat-port.ts'
import { ParleyError } from '../../src/errors.ts'
import { MAX_BYTES, readBody, tooLarge } from '../read-body.ts'
import { callDiscord, type DiscordTiming } from './call-discord.ts'

const HOSTS = ['cdn.discordapp.com', 'media.discordapp.net']

export interface ReadFileOptions {
  rest: REST
  apiUrl?: string
  timing: DiscordTiming
}

/** @throws ParleyError PLATFORM_REJECTED, PLATFORM_UNREACHABLE, INPUT_TOO_LARGE */
export async function readDiscordFile(
  file: FileReference,
  signal: AbortSignal,
  options: ReadFileOptions,
): Promise<Uint8Array> {
  if ((file.bytes ?? 0) > MAX_BYTES) throw tooLarge(file.name)
  const url = new URL(await findAddress(file, signal, options))
  if (!isDiscordHost(url, options.apiUrl)) {
    throw new ParleyError(
      'PLATFORM_REJECTED',
      `${file.name} does not lie with Discord; it is not fetched from elsewhere.`,
    )
  }
  const within = AbortSignal.any([signal, AbortSignal.timeout(options.timing.downloadMs)])
  try {
    const response = await fetch(url, { redirect: 'error', signal: within })
    if (response.ok) return await readBody(response, file.name)
    await response.body?.cancel()
    throw new ParleyError('PLATFORM_REJECTED', `Discord did not give out ${file.name} (HTTP ${response.status}).`)
  } catch (cause) {
    if (cause instanceof ParleyError) throw cause
    throw new ParleyError('PLATFORM_UNREACHABLE', `Discord did not send ${file.name}; try again later.`, { cause })
  }
}

/** An attachment of a message by a fresh address, that of a command by the one it came with. */
async function findAddress(
  { id, name }: FileReference,
  signal: AbortSignal,
  { rest, timing }: ReadFileOptions,
): Promise<string> {
  const match = /^(\d+)\/(\d+)\/(\d+)$/.exec(id)
  if (!match) return id
  const [, channel = '', message = '', attachment] = match
  const route = Routes.channelMessage(channel, message)
  const call = (signal: AbortSignal) => rest.get(route, { signal }) as Promise<APIMessage>
  const { attachments } = await callDiscord(call, { timing, repeatable: true, signal })
  const found = attachments.find(({ id }) => id === attachment)
  if (!found) throw new ParleyError('PLATFORM_REJECTED', `${name} is gone: it was taken out of its message.`)
  return found.url
}

function isDiscordHost(url: URL, apiUrl: string | undefined): boolean {
  if (apiUrl && url.host === new URL(apiUrl).host) return true
  return url.protocol === 'https:' && HOSTS.includes(url.hostname)
}
