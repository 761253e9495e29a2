/** Reads a stream of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html): their data only. */

/** A line longer than this is no event of a chat server. */
const MAX_LINE_CHARS = 1_000_000

export interface EventStreamParser {
  /** Takes the next bytes, cut anywhere, and gives the data of the events that are complete with them. */
  push(bytes: Uint8Array): string[]
  /** The data of a last event that was not followed by an empty line. */
  end(): string[]
}

export function createEventStreamParser(): EventStreamParser {
  const decoder = new TextDecoder()
  let buffer = ''
  let data: string[] = []

  /** @param last whether a carriage return at the end may still be followed by its line feed */
  function read(last: boolean): string[] {
    const events: string[] = []
    for (;;) {
      const end = buffer.search(last ? /\r|\n/ : /\r(?!$)|\n/)
      if (end < 0) break
      const line = buffer.slice(0, end)
      buffer = buffer.slice(end + (buffer.startsWith('\r\n', end) ? 2 : 1))
      if (line === '') {
        if (data.length > 0) events.push(data.join('\n'))
        data = []
      } else if (line === 'data' || line.startsWith('data:')) {
        data.push(line.slice('data:'.length).replace(/^ /, ''))
      }
    }
    if (buffer.length > MAX_LINE_CHARS) throw new Error(`a line of more than ${MAX_LINE_CHARS} characters`)
    return events
  }

  return {
    push(bytes) {
      buffer += decoder.decode(bytes, { stream: true })
      return read(false)
    },
    end() {
      buffer += `${decoder.decode()}\n\n`
      return read(true)
    },
  }
}
