/** The last look at text for Discord: whatever reads like a mention is broken by a character that is not seen. */

/** Zero-width space. */
const SEPARATOR = '\u200b'

/**
 * Discord looks for mentions in the text as it was sent, in code and behind backslashes too. People, roles, channels, custom emoji, times,
 * commands and links into the server; `<https://…>` is none.
 */
export function separateMentions(text: string): string {
  return text
    .replace(/<(?=@[!&]?\d|#\d|a?:\w+:\d|sound:\d|t:-?\d|\/\S[^>]*:\d|id:\w)/gi, `<${SEPARATOR}`)
    .replace(/@(?=everyone|here)/gi, `@${SEPARATOR}`)
}
