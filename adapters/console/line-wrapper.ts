/** Breaks running text into terminal lines as it comes: at blanks, between wide characters, never inside a word or an address. */
import stringWidth from 'string-width'

export type Style = 'plain' | 'bold' | 'code' | 'dim' | 'marker' | 'error'

/** SGR codes on and off (ECMA-48). */
const sgr: Record<Exclude<Style, 'plain'>, [number, number]> = {
  bold: [1, 22],
  code: [36, 39],
  dim: [2, 22],
  marker: [36, 39],
  error: [31, 39],
}

/** @param colour false gives the text as it is */
export function paint(text: string, style: Style, colour: boolean): string {
  if (!colour || style === 'plain' || text === '') return text
  const [on, off] = sgr[style]
  return `\x1b[${on}m${text}\x1b[${off}m`
}

export interface LineWrapperOptions {
  /** Columns of the terminal; asked anew for each word, so that a resized window is respected. */
  columns: () => number
  colour: boolean
}

export interface LineWrapper {
  /** Whole grapheme clusters only: the last of a text that goes on elsewhere must be held back by the caller. */
  add(text: string, style: Style): string
  /** Sets something at the start of a line as it is; lines that follow it are indented by its width. */
  addPrefix(text: string, style: Style): string
  /** Text that is not wrapped by us: code, tables. */
  addVerbatim(text: string, style: Style): string
  newline(): string
  /** Writes the word that was waiting for its end. */
  flush(): string
  /** Columns written in the current line. */
  readonly column: number
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const TAB = '    '
/** Characters that never begin a line (a part of JIS X 4051 and GB/T 15834), and those that never end one. */
const neverFirst = /^[、。，．,.!?！？；：;:）)」』】〉》〕］｝’”…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ%％]/u
const neverLast = /^[（(「『【〈《〔［｛‘“]/u

export function createLineWrapper(options: LineWrapperOptions): LineWrapper {
  let column = 0
  let indent = 0
  let blanks = ''
  let word: { text: string; style: Style }[] = []
  let wordWidth = 0
  let last = { text: '', wide: false }

  function append(text: string, style: Style, width: number): void {
    const run = word.at(-1)
    if (run?.style === style) run.text += text
    else word.push({ text, style })
    wordWidth += width
    last = { text, wide: width === 2 }
  }

  function flush(): string {
    if (word.length === 0) return ''
    const columns = Math.max(8, options.columns())
    const breaks = column > indent && column + blanks.length + wordWidth > columns
    if (breaks && indent > columns / 2) indent = 0
    const gap = breaks ? `\n${' '.repeat(indent)}` : blanks
    column = wordWidth + (breaks ? indent : column + blanks.length)
    const written = gap + word.map(run => paint(run.text, run.style, options.colour)).join('')
    blanks = ''
    word = []
    wordWidth = 0
    return written
  }

  return {
    get column() {
      return column
    },
    add(text, style) {
      let written = ''
      for (const { segment } of graphemes.segment(text)) {
        if (/^\s/.test(segment)) {
          written += flush()
          blanks += segment === '\t' ? TAB : ' '
          continue
        }
        const width = stringWidth(segment)
        const canBreak = (width === 2 || last.wide) && !neverFirst.test(segment) && !neverLast.test(last.text)
        if (canBreak) written += flush()
        append(segment, style, width)
      }
      return written
    },
    addPrefix(text, style) {
      indent = stringWidth(text)
      column = indent
      return paint(text, style, options.colour)
    },
    addVerbatim(text, style) {
      column += stringWidth(text)
      return paint(text, style, options.colour)
    },
    newline() {
      const written = `${flush()}\n`
      column = 0
      indent = 0
      blanks = ''
      last = { text: '', wide: false }
      return written
    },
    flush,
  }
}

/** Wraps one paragraph; lines after the first are indented. */
export function wrapText(text: string, columns: number, indent = 0): string {
  const wrapper = createLineWrapper({ columns: () => columns, colour: false })
  const first = text.slice(0, indent)
  return wrapper.addPrefix(first, 'plain') + wrapper.add(text.slice(indent), 'plain') + wrapper.flush()
}
