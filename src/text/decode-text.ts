/** Turns bytes that should be text into text, or says what they are instead. */
import { ParleyError } from '../errors.ts'

/**
 * @param name begins the error's sentence, such as `The file notes.txt`
 * @returns the text without a byte order mark
 * @throws ParleyError INPUT_INVALID where the bytes are no text in UTF-8, or nothing but blanks
 */
export function decodeText(bytes: Uint8Array, name: string): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new ParleyError('INPUT_INVALID', `${name} is in UTF-16; save it as UTF-8 (iconv -f UTF-16 -t UTF-8).`)
  }
  if (bytes.includes(0)) throw new ParleyError('INPUT_INVALID', `${name} is binary; expected text in UTF-8.`)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new ParleyError('INPUT_INVALID', `${name} is not in UTF-8; convert it first, for example with iconv.`, {
      cause,
    })
  }
  if (text.trim() === '') throw new ParleyError('INPUT_INVALID', `${name} is empty; expected text.`)
  return text
}
