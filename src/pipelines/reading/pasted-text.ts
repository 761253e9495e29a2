/** Finds what was pasted into a conversation rather than said: logs, stack traces, dumps of code and data. */
import type { TextSpan } from './text-span.ts'

/** Fewer lines than this are an example that the words around them speak of. */
const MIN_LINES = 4
/** Of a fence on few lines. */
const MIN_FENCE_CHARS = 400
/** A run without blanks that no word and few links reach: a key, a hash, encoded data. */
const MIN_BLOB_CHARS = 100

const fence = /^[ \t]*(`{3,}|~{3,})[^\n]*\n([\s\S]*?)\n?[ \t]*\1[ \t]*$/gmu
const blob = new RegExp(`(?<![^\\s"'=:,(])(?!\\w+:\\/\\/)[A-Za-z0-9+/=_%-]{${MIN_BLOB_CHARS},}(?![^\\s"',)])`, 'gu')

/** Lines of which each is by its shape written by a program. */
const dumpLines: readonly RegExp[] = [
  // Frames of stack traces: JavaScript and Java, Python, C#, Go, Rust, Ruby, gdb.
  /^\s*at \S.*(?:\(.*\)|:\d+(?::\d+)?)\s*$/,
  /^\s*File "[^"]+", line \d+/,
  /^\s*Traceback \(most recent call last\)/,
  /^\s*(?:Caused by: |\.\.\. \d+ (?:more|common frames))/,
  /^\s*(?:#\d+|\d+:)\s+(?:0x[0-9a-f]+|[\w:<>]+::[\w:<>]+)/i,
  /^\s*(?:from )?[\w./-]+\.(?:rb|go|rs|py|js|ts|c|cc|cpp|h):\d+(?::\d+)?(?::in\b|\s|:)/,
  /^\s*(?:goroutine \d+|panic:|stack backtrace:)/,
  // Logs: a time or a level first, kernel messages, package managers, key=value.
  /^\s*[[(]?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d\S*[\])]?\s/,
  /^\s*(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2} \d\d:\d\d:\d\d /,
  /^\s*\[?(?:\d\d:){2}\d\d(?:[.,]\d+)?\]?\s+(?:\[?(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\b)/i,
  /^\s*\[?(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|npm ERR!|npm WARN|E|W)[\]:]\s/,
  /^\s*\[\s*\d+\.\d{3,}\]/,
  /^\s*(?:Get|Hit|Ign|Err|Selecting|Unpacking|Preparing|Setting up|Reading|Building|Fetched|Processing):?\d*\s.*(?:\.\.\.|https?:|\.deb|\[\d)/,
  /^\s*\(?(?:II|WW|EE|==|--|\*\*)\)\s/,
  /^\s*(?:[\w.-]+=\S+\s+){3,}/,
  // Listings: file modes, hex, tables, devices.
  /^\s*[d-l-][r-][w-][xsS-][r-][w-][xsS-][r-][w-][xtT-]/,
  /^\s*[0-9a-f]{4,16}:?(?:\s+[0-9a-f]{2,4}){4,}/i,
  /^\s*[|+][-=+|]{3,}/,
  /^\s*(?:\d{2}:\d{2}\.\d|Bus \d{3} Device \d{3}|\/dev\/\w+)\s/,
  // Code and data: ends and beginnings that no sentence has.
  /[;{}]\s*$|^\s*[}\])]+[;,]?\s*$/,
  /^\s*(?:(?:public|private|static|const|let|var|def|class|function|import|from|return|if|for|while|func|fn|#include|#define|package|using|end)\b.*[:;({})=]\s*$)/,
  /^\s*["'][\w.-]+["']\s*:\s*.*[,[{"}\d]\s*$/,
  /^\s*<\/?[a-z][\w-]*(?:\s[^>]*)?\/?>/i,
  /^[-+]{3} [ab]\/|^@@ -\d+/,
  /^\s*\w[\w.-]*\s*=\s*\S+\s*$/,
]

/** Whether a line is by its shape written by a program. */
function isDumpLine(line: string): boolean {
  return dumpLines.some(shape => shape.test(line))
}

/** Indented and empty lines belong to the dump that they stand in, but begin none. */
const between = /^(?:\s*|[\t ]{2,}\S.*)$/

/**
 * @param text one message, or what one person sent in a row, joined with line feeds
 * @returns the spans of the pasted parts, in order; an error's own line before a stack trace is not part of it
 */
export function findPastedText(text: string): TextSpan[] {
  const spans: TextSpan[] = []
  for (const match of text.matchAll(fence)) {
    const lines = match[2]!.split('\n').length
    if (lines >= MIN_LINES || match[2]!.length >= MIN_FENCE_CHARS) {
      spans.push({ start: match.index, end: match.index + match[0].length })
    }
  }
  const isInside = (at: number) => spans.some(({ start, end }) => at >= start && at < end)
  let run: { start: number; end: number; lines: number } | undefined
  const close = () => {
    if (run && run.lines >= MIN_LINES) spans.push({ start: run.start, end: run.end })
    run = undefined
  }
  let start = 0
  for (const line of text.split('\n')) {
    const end = start + line.length
    if (isInside(start)) close()
    else if (isDumpLine(line)) {
      if (run) run = { start: run.start, end, lines: run.lines + 1 }
      else run = { start, end, lines: 1 }
    } else if (!(run && between.test(line))) close()
    start = end + 1
  }
  close()
  for (const match of text.matchAll(blob)) {
    if (!isInside(match.index)) spans.push({ start: match.index, end: match.index + match[0].length })
  }
  return spans.sort((a, b) => a.start - b.start)
}
