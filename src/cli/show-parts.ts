/** Shows a running pipeline to a person: text on standard output as it comes, sources at the end, the state of things on a terminal. */
import type { Citation, Part } from '../pipelines/pipeline.ts'
import { formatExcerpt } from '../text/excerpt.ts'

export interface PartsOutput {
  write(text: string): void
  /** Where states are written over each other; absent where standard error is no terminal. */
  terminal?: { columns: number; write(text: string): void }
}

/** What of a quote is shown: enough to see whether it says what it is cited for. */
const EXCERPT_CHARS = 140

/** Moves to the start of the line and clears it (ECMA-48: CR, EL). */
const clearLine = '\r\u001B[K'

/** Control characters but tab and line feed: a model or a document must not steer the terminal. */
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g

/**
 * @returns `show` takes the parts in order, `end` closes the text and lists the sources
 */
export function showParts(output: PartsOutput): { show(part: Exclude<Part, { type: 'result' }>): void; end(): void } {
  const citations: Citation[] = []
  let lastText = '\n'
  let hasStatus = false

  function clearStatus(): void {
    if (hasStatus) output.terminal?.write(clearLine)
    hasStatus = false
  }

  return {
    show(part) {
      if (part.type === 'citation') citations.push(part.citation)
      else if (part.type === 'status') {
        // In the middle of a line it would tear the text.
        if (!output.terminal || !lastText.endsWith('\n')) return
        output.terminal.write(`${clearLine}${part.text.replace(controls, '').slice(0, output.terminal.columns - 1)}`)
        hasStatus = true
      } else if (part.text !== '') {
        clearStatus()
        output.write(part.text.replace(controls, ''))
        lastText = part.text
      }
    },
    end() {
      clearStatus()
      if (!lastText.endsWith('\n')) output.write('\n')
      if (citations.length === 0) return
      const lines = citations.map(({ n, title, place, source, uri = source, quote }) => {
        const named = place ? `${title}, ${place}` : title
        return `[${n}] ${named === uri ? uri : `${named} (${uri})`}: ${formatExcerpt(quote, EXCERPT_CHARS)}`
      })
      output.write(`\nSources:\n${lines.join('\n').replace(controls, '')}\n`)
    },
  }
}
