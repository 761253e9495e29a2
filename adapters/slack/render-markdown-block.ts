/** Makes Markdown safe for Slack's `markdown` blocks and streams: it stays as written, but calls nobody and links only to the web. */
import { cleanMarkdown, parseSource } from '../../src/text/markdown/parse-markdown.ts'
import { withoutDeceptiveCharacters } from '../../src/text/markdown/safe-characters.ts'
import { editMarkdown } from './edit-markdown.ts'
import { separateMentions } from './separate-mentions.ts'

/**
 * Works on the source from left to right, so that the rendering of a beginning is the beginning of the rendering. `<` becomes an entity everywhere
 * but in code, which shows entities as they are: there a mention is only broken.
 */
export function renderMarkdownBlock(markdown: string): string {
  const source = cleanMarkdown(markdown)
  let rendered = ''
  let from = 0
  for (const { start, end, text } of editMarkdown(parseSource(source), source)) {
    // It stands in what was replaced as a whole.
    if (start < from) continue
    rendered += escapeText(source.slice(from, start)) + text
    from = end
  }
  return separateMentions(rendered + escapeText(source.slice(from)))
}

/** A `<` that was escaped the Markdown way would keep its backslash in front of the entity, and show that. */
function escapeText(markdown: string): string {
  return markdown
    .replace(/(\\*)</g, (_, slashes: string) => `${slashes.slice(slashes.length % 2)}&lt;`)
    .replace(
      /(?<=(?<!\\)(?:\\\\)*)&(?:#(?:\d{1,7}|x[0-9a-f]{1,6})|lt|shy|zerowidthspace|nobreak|commat);/gi,
      renderEntity,
    )
}

const NAMED: Record<string, string> = { lt: '&lt;', shy: '', zerowidthspace: '', nobreak: '', commat: '@' }

/** Entities that stand for a `<`, an `@` or what deceives; Slack may read more of them than `&lt;`. */
function renderEntity(entity: string): string {
  const name = entity.slice(1, -1).toLowerCase()
  const digits = /^#(x?)(.+)$/.exec(name)
  if (!digits) return NAMED[name]!
  const code = Number.parseInt(digits[2]!, digits[1] ? 16 : 10)
  if (code === 0x3c) return '&lt;'
  if (code === 0x40) return '@'
  return code > 0x10ffff || withoutDeceptiveCharacters(String.fromCodePoint(code)) !== '' ? entity : ''
}
