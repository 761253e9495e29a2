/** Takes out of a transcript what people say while they look for words, so that a reader, and a small model, see what is said. */

/** Sounds that fill a pause; words that can mean something elsewhere ("kind of") stay. */
const fillers =
  /(?<![\p{L}\p{N}'’-])(?:u+h ?- ?h+u+h|m+ ?- ?h+m+|u+h+m*|u+m+|e+r+m+|h+m+|mm+(?: ?-? ?hmm*)?|ä+h+m*|e+uh+)(?![\p{L}\p{N}'’-])[ ]?[,，]?|(?:えーと|えっと|あのー|うーんと|呃+|嗯嗯)[、，,]?/giu
/** Words of grammar, which are said twice only by mistake. */
const stutter =
  /\b(i|we|you|he|she|it|they|the|a|an|to|of|in|on|and|but|so|is|was|if|that's|it's|ich|wir|das|der|die|und|aber|je|le|la|les|et|el|y)(?:[ ,-]+\1\b)+/giu

/** @returns the same words without fillers, stutters and the blanks that transcripts put before punctuation */
export function tidySpeech(text: string): string {
  return text
    .replace(/ (?=['’](?:ll|m|d|s|re|ve|t)\b)/gi, '')
    .replace(/\b(can|do|does|did|is|was|would|could|should|have|has|wo|are) ?n(['’])t\b/gi, '$1n$2t')
    .replace(fillers, ' ')
    .replace(stutter, '$1')
    .replace(/[ \t]+/g, ' ')
    .replace(/ (?=[.,;:!?])/g, '')
    .replace(/(?:, ?)+(?=[.,;:!?]|$)/gm, '')
    .replace(/^[\s,.;:，、]+/gm, '')
    .replace(/(?<=\p{L}) - (?=\p{L})/gu, '-')
    .trim()
}
