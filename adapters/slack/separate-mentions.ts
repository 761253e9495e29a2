/** The last look at text for Slack: whatever reads like a mention is broken by a character that is not seen. */

/** Zero-width space. */
const SEPARATOR = '\u200b'

/** Mentions of everybody, of people, groups and channels, and dates. Nothing else that begins with `<` is touched: it may be code. */
export function separateMentions(text: string): string {
  return text
    .replace(/<(?=[@#][a-z0-9]|!(?:channel|here|everyone|group|subteam|date)\b)/gi, `<${SEPARATOR}`)
    .replace(/(?<![a-z0-9/=.])@(?=(?:channel|here|everyone)\b)/gi, `@${SEPARATOR}`)
}
