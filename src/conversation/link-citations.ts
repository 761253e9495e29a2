/** Where citations lead: marks of sources in a text that is being written, `[1]`, become links; documents get an address. */
import type { Citation } from '../pipelines/pipeline.ts'
import type { ChatPort, Place } from './chat-port.ts'
import { parseMessageAddress } from './conversation-source.ts'

export interface CitationLinker {
  /** From now on `[n]` links there. */
  add(n: number, address: string): void
  /** Takes more text, gives what is certain of it. */
  push(text: string): string
  /** Gives the rest. */
  end(): string
}

const mark = /\[(\d{1,4})\](?![[(\]])/g
/** A mark that more text may complete, or turn into something else. */
const open = /\[\d{0,4}(?:\])?$/

/** A number without an address stays as it is. */
export function createCitationLinker(): CitationLinker {
  const addresses = new Map<number, string>()
  let held = ''
  const link = (text: string) =>
    text.replace(mark, (whole, n: string) => {
      const address = addresses.get(Number(n))
      return address === undefined ? whole : `[\\[${n}\\]](${address})`
    })
  return {
    add(n, address) {
      addresses.set(n, address)
    },
    push(text) {
      if (addresses.size === 0 && held === '') return text
      const all = held + text
      const at = all.search(open)
      held = at < 0 ? '' : all.slice(at)
      return link(at < 0 ? all : all.slice(0, at))
    },
    end() {
      const rest = link(held)
      held = ''
      return rest
    },
  }
}

/**
 * @param place that is answered in: what is cited of conversations was said there
 * @returns what says where a citation is looked up: the web address of a page or a message, else the document's id
 */
export function createLocator(port: Pick<ChatPort, 'linkTo'>, place: Place): (citation: Citation) => string {
  return ({ source, uri }) => {
    if (uri === undefined) return source
    const message = parseMessageAddress(uri)
    if (message === undefined) return uri
    const { platform, channel, thread, messageId } = message
    const said: Place = { platform, workspace: place.workspace, channel, thread, audience: 'channel' }
    return port.linkTo?.(said, messageId) ?? source
  }
}
