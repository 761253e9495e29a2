/** Source code and configuration: whole, divided where a definition begins. */
import { basename, extname } from 'node:path'
import { ParleyError } from '../../src/errors.ts'
import { decodeFile } from './decode-file.ts'
import { createDocumentLoader } from './document-loader.ts'
import type { Block, ParsedDocument } from './loader.ts'

export const codeLoader = createDocumentLoader({
  name: 'source code',
  extensions: [
    ...['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.vue', '.svelte'],
    ...[
      '.py',
      '.pyi',
      '.rb',
      '.php',
      '.pl',
      '.pm',
      '.lua',
      '.r',
      '.jl',
      '.sh',
      '.bash',
      '.zsh',
      '.fish',
      '.ps1',
      '.bat',
    ],
    ...[
      '.c',
      '.h',
      '.cc',
      '.cpp',
      '.cxx',
      '.hh',
      '.hpp',
      '.m',
      '.mm',
      '.cs',
      '.fs',
      '.vb',
      '.go',
      '.rs',
      '.zig',
      '.nim',
    ],
    ...[
      '.java',
      '.kt',
      '.kts',
      '.scala',
      '.groovy',
      '.gradle',
      '.swift',
      '.dart',
      '.clj',
      '.ex',
      '.exs',
      '.erl',
      '.hs',
    ],
    ...['.ml', '.mli', '.elm', '.sql', '.proto', '.graphql', '.tf', '.hcl', '.nix', '.cmake', '.mk'],
    ...['.yaml', '.yml', '.toml', '.ini', '.cfg', '.conf', '.properties'],
  ],
  parse: (bytes, name) => parseCode(decodeFile(bytes, name), name),
})

/** Larger files are data, or were written by programs. */
const MAX_CODE_LENGTH = 1024 * 1024
/** On average; what people write has about 35 characters a line. */
const MAX_LINE_LENGTH = 400
/** The first line of a definition stands before its later parts. */
const MAX_LEAD_LENGTH = 200

/** @throws ParleyError INPUT_INVALID, INPUT_TOO_LARGE for what no person wrote */
export function parseCode(text: string, name: string): ParsedDocument {
  if (text.length > MAX_CODE_LENGTH) {
    throw new ParleyError(
      'INPUT_TOO_LARGE',
      `${name} is larger than ${MAX_CODE_LENGTH >> 20} MiB; code of that size is data.`,
    )
  }
  const lines = text.split('\n')
  if (text.length / lines.length > MAX_LINE_LENGTH && text.length > MAX_LINE_LENGTH * 5) {
    throw new ParleyError('INPUT_INVALID', `${name} is minified or data: its lines are too long to be read.`)
  }
  const blocks: Block[] = []
  const locations: { start: number; label: string }[] = []
  let offset = 0
  for (const { from, to } of divideLines(lines)) {
    const before = offset
    const source = lines.slice(from, to).join('\n')
    offset += source.length + 1
    const end = before + source.trimEnd().length
    const start = before + (/^(?:[ \t\r]*\n)*/.exec(source)?.[0].length ?? 0)
    if (end <= start) continue
    const lead = /^[^\r\n]*/.exec(text.slice(start, end))![0]
    blocks.push({ kind: 'code', start, end, ...(lead.trim() !== '' && lead.length <= MAX_LEAD_LENGTH ? { lead } : {}) })
    locations.push({ start, label: `L${from + 1}` })
  }
  // Two files called index.ts are told apart by their folders, an index.ts and an index.css by this.
  return { title: extname(name) === '' ? name : basename(name), text, blocks, locations }
}

/** A part begins at a line that stands at the left edge after a blank line, unless it only closes or goes on. */
function divideLines(lines: readonly string[]): { from: number; to: number }[] {
  const starts = lines.flatMap((line, i) => {
    const isFirst =
      i === 0 ||
      (lines[i - 1]!.trim() === '' &&
        /^[^\s)\]}]/.test(line) &&
        !/^(?:end|else|elif|except|finally|then|fi|done)\b/.test(line))
    return isFirst ? [i] : []
  })
  return starts.map((from, n) => ({ from, to: starts[n + 1] ?? lines.length }))
}
