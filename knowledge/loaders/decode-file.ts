/** Turns the bytes of a text file into text, whatever encoding it was saved in. */
import { analyse } from 'chardet'
import { ParleyError } from '../../src/errors.ts'
import { decodeText } from '../../src/text/decode-text.ts'

/** Detection reads no more than this; it slows down with length and gains nothing. */
const SAMPLE_BYTES = 64 * 1024

/**
 * Text in UTF-8, in UTF-16 with a byte order mark, or in an older encoding that can be told from its bytes.
 * @param name begins an error's sentence
 * @throws ParleyError INPUT_INVALID where the bytes are something else, or nothing but blanks
 */
export function decodeFile(bytes: Uint8Array, name: string): string {
  const utf16 = utf16Encoding(bytes)
  if (utf16 !== undefined) return decodeAs(bytes, utf16, name) ?? invalid(`${name} begins like UTF-16 text but is not.`)
  try {
    return decodeText(bytes, name)
  } catch (error) {
    if (bytes.includes(0) || isUtf8(bytes)) throw error
    const text = decodeLegacy(bytes, name)
    if (text === undefined) throw error
    return text
  }
}

/** @returns undefined where the bytes are not in this encoding. @throws ParleyError INPUT_INVALID for an unknown one, or blanks */
export function decodeAs(bytes: Uint8Array, encoding: string, name: string): string | undefined {
  let text: string
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
  if (text.trim() === '') return invalid(`${name} is empty; expected text.`)
  return text.includes('\0') ? invalid(`${name} is binary; expected text.`) : text
}

/** The certainty (of 100) at which a detected encoding is believed; real ones of some length score 64 and more. */
const SURE_CONFIDENCE = 60
/** Believed from here on where every encoding that is at least half as likely would read the same. */
const MIN_CONFIDENCE = 30
/** Text in Latin script that needs more than this share of bytes above ASCII is something else. */
const MAX_LATIN_HIGH_SHARE = 0.3

function decodeLegacy(bytes: Uint8Array, name: string): string | undefined {
  const [best, ...others] = analyse(bytes.subarray(0, SAMPLE_BYTES))
  if (best === undefined || best.confidence < MIN_CONFIDENCE) return undefined
  const isLatin = /^(?:windows-125[0247]|iso-8859-(?:1|2|9|15))$/i.test(best.name)
  if (isLatin && shareOfHighBytes(bytes) > MAX_LATIN_HIGH_SHARE) return undefined
  const text = decodeAs(bytes, best.name, name)
  // Bytes that an encoding leaves free come out as control characters.
  if (text === undefined || /[\x01-\x08\x0e-\x1f\x80-\x9f]/.test(text)) return undefined
  const rivals = others.filter(({ confidence }) => confidence * 2 >= best.confidence)
  const isSure = best.confidence >= SURE_CONFIDENCE || rivals.every(rival => decodeAs(bytes, rival.name, name) === text)
  return isSure ? text : undefined
}

function shareOfHighBytes(bytes: Uint8Array): number {
  let high = 0
  for (const byte of bytes) if (byte >= 0x80) high++
  return high / bytes.length
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

function utf16Encoding(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

function invalid(message: string): never {
  throw new ParleyError('INPUT_INVALID', message)
}
