/** JSON files: exported Discord channels as conversations, everything else as it is. */

import { parseCode } from './code.ts'
import { decodeFile } from './decode-file.ts'
import { loadDiscordChannel, parseDiscordChannel } from './discord-channel.ts'
import { toFormatError } from './document-loader.ts'
import type { Loader } from './loader.ts'

export const jsonLoader: Loader = {
  name: 'JSON',
  extensions: ['.json'],
  async *load(file) {
    const content = await file.read()
    const name = file.name.slice(file.name.lastIndexOf('/') + 1)
    const channel = mayBeChannel(content) ? parseDiscordChannel(parseJson(content, name)) : undefined
    if (channel !== undefined) yield* loadDiscordChannel(channel)
    else yield { item: { key: '', content, parse: () => parseCode(checkJson(content, name), name) } }
  },
}

/** Exported channels begin with their server; other files are not parsed for this alone. */
function mayBeChannel(content: Uint8Array): boolean {
  return /^(?:\uFEFF)?\s*\{\s*"guild"\s*:/.test(new TextDecoder().decode(content.subarray(0, 200)))
}

function checkJson(content: Uint8Array, name: string): string {
  parseJson(content, name)
  return decodeFile(content, name)
}

function parseJson(content: Uint8Array, name: string): unknown {
  const text = decodeFile(content, name)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw toFormatError(error, name, 'JSON')
  }
}
