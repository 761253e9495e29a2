/** The terminal as replies write on it: text that stays, and one dim line that goes. */
import stringWidth from 'string-width'
import { paint } from './line-wrapper.ts'
import { withoutControls } from './markdown-stream.ts'

export interface Screen {
  readonly colour: boolean
  columns(): number
  write(text: string): void
  /** Shows a line that the next status or text takes away; call it only where the cursor is at the start of a line. */
  status(text: string): void
}

/** Terminals without a known width. */
const DEFAULT_COLUMNS = 80
/** From then on a status says how long it has been going on. */
const SHOW_SECONDS_AFTER = 3

export function createScreen(output: NodeJS.WriteStream, colour: boolean): Screen {
  let ticking: NodeJS.Timeout | undefined
  const columns = () => output.columns || DEFAULT_COLUMNS

  function clearStatus(): void {
    if (ticking === undefined) return
    clearInterval(ticking)
    ticking = undefined
    output.write('\r\x1b[2K')
  }

  return {
    colour,
    columns,
    write(text) {
      if (text === '') return
      clearStatus()
      output.write(text)
    },
    status(text) {
      clearStatus()
      const line = withoutControls(text).replaceAll('\n', ' ')
      const show = (suffix: string) => {
        const fitted = fitLine(line, columns() - 1 - suffix.length)
        output.write(`\r\x1b[2K${paint(fitted + suffix, 'dim', colour)}`)
      }
      show('')
      let seconds = 0
      ticking = setInterval(() => {
        seconds++
        if (seconds >= SHOW_SECONDS_AFTER) show(` ${seconds} s`)
      }, 1000)
      ticking.unref()
    },
  }
}

/** Cuts a text to a number of columns, with an ellipsis where something is missing. */
function fitLine(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text
  let kept = ''
  let width = 0
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += stringWidth(segment)
    if (width > columns - 1) break
    kept += segment
  }
  return `${kept}…`
}
