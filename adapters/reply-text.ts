/** How the text of a reply ends, on every platform alike. */
import { closeFence } from '../src/text/markdown/close-fence.ts'

/** @returns the text, or a line that says why there is none */
export function finishedText(text: string, stopped: boolean): string {
  if (text.trim() !== '') return text
  return stopped ? 'Stopped before anything was written.' : 'There is nothing to say.'
}

/** @returns the reason, under what was written before it */
export function failedText(text: string, reason: string): string {
  return text.trim() === '' ? reason : `${closeFence(text)}\n\n${reason}`
}
