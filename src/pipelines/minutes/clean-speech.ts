/** What somebody said themselves, in plain words: without quotes, pasted lines, sounds and the words that fill a pause. */

/** What transcribers note of sounds and breaks: `{vocalsound}`, `[laughter]`. */
const sounds =
  /\{[a-z_ ]{3,20}\}|\[(?:laugh(?:ter|s)?|inaudible|noise|music|applause|crosstalk|silence)\]|<(?:pause|laugh|noise)>/giu
/** Quoted mail, pasted chat, code. */
const foreignLine = /^\s*(?:>|<[^>\s]{1,30}>\s|\[?\d\d:\d\d(?::\d\d)?\]?\s*<)/
const fence = /```[\s\S]*?(?:```|$)/g
const quoted =
  /(?<![\p{L}\p{N}])"[^"\n]{2,200}"(?![\p{L}\p{N}])|“[^”\n]{2,200}”|„[^“”\n]{2,200}[“”]|«[^»\n]{2,200}»|「[^」\n]{2,200}」|『[^』\n]{2,200}』|《[^》\n]{2,200}》/gu
const fillers =
  /(?:[,，]\s*)?(?<![\p{L}\p{N}'])(?:u+h+m*|u+m+|e+r+m*|h+m+|mm+|you know|I mean|sort of|kind of|ä+h+m*|e+uh+|tu vois|o sea)(?![\p{L}\p{N}'])\s*[,，]?|(?:えーと|えっと|あのー|うーんと|那个那个|呃+|嗯嗯)[、，,]?/giu

/** The words of a message on which rules are tried. */
export function cleanSpeech(text: string): string {
  return tidy(
    text
      .replace(fence, ' ')
      .split('\n')
      .filter(line => !foreignLine.test(line))
      .join('\n')
      .replace(sounds, ' '),
  )
}

/** Without fillers, and with the blanks and apostrophes that transcripts and keyboards vary. */
function tidy(text: string): string {
  return (
    text
      .replaceAll('’', "'")
      .replace(/ (?='(?:ll|m|d|s|re|ve)\b)/gi, '')
      .replace(/\b(can|do|does|did|is|was|would|could|should|have|has|wo|are) ?n't\b/gi, "$1n't")
      .replace(fillers, ' ')
      // A word said twice in a row.
      .replace(/\b(\p{L}+)(?:[ ,]+\1\b)+/giu, '$1')
      .replace(/[ \t]+/g, ' ')
      .replace(/ (?=[.,;:!?])/g, '')
      .replace(/(?:, ?)+(?=[.,;:!?]|$)/gm, '')
      .replace(/^[\s,.;:，、]+/gm, '')
      .trim()
  )
}

/** What is between quotation marks was said by others, or is a title. */
export function withoutQuotes(text: string): string {
  return text.replace(quoted, '“…”')
}
