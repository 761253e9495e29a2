/** Cuts a stream of bytes into lines of text, without ever holding more than one line. */

export interface Line {
  /** 1-based. */
  number: number
  /** The line without its end; absent where it is too long or no UTF-8. */
  text?: string
  /** Why there is no text. */
  problem?: 'too long' | 'not UTF-8'
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * @param maxBytes a longer line is read to its end but not kept
 * @returns every line, blank ones too; CRLF and a byte order mark are understood
 */
export async function* splitLines(input: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line> {
  let number = 0
  let parts: Uint8Array[] = []
  let bytes = 0

  function keep(part: Uint8Array): void {
    bytes += part.length
    if (bytes <= maxBytes) parts.push(part)
    else parts = []
  }

  function endLine(): Line {
    number++
    const line = bytes > maxBytes ? { number, problem: 'too long' as const } : decodeLine(number, Buffer.concat(parts))
    parts = []
    bytes = 0
    return line
  }

  for await (const chunk of input) {
    let from = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      keep(chunk.subarray(from, at))
      from = at + 1
      yield endLine()
    }
    keep(chunk.subarray(from))
  }
  if (bytes > 0) yield endLine()
}

function decodeLine(number: number, content: Uint8Array): Line {
  try {
    return { number, text: utf8.decode(content).replace(/\r$/, '') }
  } catch {
    return { number, problem: 'not UTF-8' }
  }
}
