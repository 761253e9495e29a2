/** The addresses that the headings of a page have within it. */
import type { HtmlElement } from './html-to-markdown.ts'
import type { Block, Location } from './loader.ts'

/**
 * @param content of the page, from which the blocks were made
 * @param blocks of the converted text, in order
 * @returns a location for every heading that can be linked to, and for the text below it
 */
export function findHeadingAnchors(content: HtmlElement, blocks: readonly Block[]): Location[] {
  const headings = [...content.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(element => ({
    title: plain(element.textContent),
    anchor: anchorOf(element),
  }))
  const locations: Location[] = []
  let next = 0
  for (const { kind, title = '', start } of blocks) {
    if (kind !== 'heading') continue
    const at = headings.findIndex((heading, i) => i >= next && heading.title === plain(title))
    if (at < 0) continue
    next = at + 1
    const { anchor } = headings[at]!
    if (anchor !== undefined) locations.push({ start, label: title, uri: `#${encodeURIComponent(anchor)}` })
  }
  return locations
}

/** Its own name, that of a link in it, or that of the section it opens. */
function anchorOf(heading: HtmlElement): string | undefined {
  const inside = heading.querySelector('[id], a[name]')
  const section = heading.parentElement
  const isFirst = section !== null && [...section.children][0] === heading
  const names = [
    heading.getAttribute('id'),
    inside?.getAttribute('id') ?? inside?.getAttribute('name'),
    isFirst ? section.getAttribute('id') : null,
  ]
  return names.find(name => name !== null && name !== undefined && name !== '') ?? undefined
}

/** Letters and digits alone: what else stands there is written differently in Markdown. */
function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
}
