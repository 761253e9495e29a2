/** Takes out characters that are not seen and can make a text read differently from what it says. */

/**
 * Controls except tab and newline; zero-width space, word joiner and byte order mark (they break words apart unseen, and Parley writes them
 * itself); soft hyphen; bidirectional embeddings, overrides and isolates (they show text in another order); line and paragraph separators;
 * tags, which are kept in flags such as Scotland's. Joiners and direction marks stay: emoji, Persian and Hebrew need them.
 */
const DECEPTIVE =
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|(?<!\u{1f3f4}[\u{e0020}-\u{e007f}]*)[\u{e0000}-\u{e007f}]/gu

export function withoutDeceptiveCharacters(text: string): string {
  return text.replace(DECEPTIVE, '')
}
