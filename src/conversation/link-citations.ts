/** Turns the marks of sources in a text that is being written, `[1]`, into links to the messages they stand for. */

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
