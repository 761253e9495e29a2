/** Which link targets a message may have. */
import { withoutDeceptiveCharacters } from './safe-characters.ts'

const ALLOWED = /^(?:https?:\/\/|mailto:)./i

/** @returns the target with everything encoded that could end or mark up a link; undefined where it is not http, https or mailto */
export function parseWebLink(url: string): string | undefined {
  const target = withoutDeceptiveCharacters(url).trim().toWellFormed()
  if (!ALLOWED.test(target)) return undefined
  return target
    .replace(/[\s<>"`\\^{|}\u200c-\u200f]/g, encodeURIComponent)
    .replace(/(?<=\/)@(?=everyone|here|channel)/gi, '%40')
}
