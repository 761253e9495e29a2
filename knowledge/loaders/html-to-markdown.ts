/** HTML elements to GitHub-flavoured Markdown: Turndown, with rules for tables, code and definition lists. */
import TurndownService from 'turndown'

/** What is used of the document tree; the compiler is not given the browser's types, which would leak into everything. */
export interface HtmlElement {
  readonly tagName: string
  readonly className: string
  readonly textContent: string
  readonly innerHTML: string
  readonly children: Iterable<HtmlElement>
  readonly parentElement: HtmlElement | null
  readonly nextElementSibling: HtmlElement | null
  getAttribute(name: string): string | null
  querySelector(selector: string): HtmlElement | null
  querySelectorAll(selector: string): Iterable<HtmlElement> & { readonly length: number }
  cloneNode(deep: boolean): HtmlElement
  remove(): void
}

/** What a table cell may not hold if the table is to be a Markdown table; with one of these it is there for the layout. */
const blockContent = 'p + p, ul, ol, dl, pre, table, blockquote, h1, h2, h3, h4, h5, h6'

/**
 * @param element what to convert; it is not changed
 * @returns Markdown; relative links and pictures are left with their words alone, which is what can be read
 */
export function htmlToMarkdown(element: HtmlElement): string {
  return service.turndown(element.cloneNode(true) as never).trim()
}

const service = new TurndownService({ headingStyle: 'atx', codeBlockStyle: 'fenced', bulletListMarker: '-', hr: '---' })

// Turndown puts a backslash before everything that might be markup; text is read, searched and quoted here.
service.escape = text => text

service.addRule('link', {
  filter: 'a',
  replacement: (content, node) => {
    const href = (node as unknown as HtmlElement).getAttribute('href') ?? ''
    if (content.trim() === '' || !/^https?:/i.test(href)) return content
    return content.includes(href) ? content : `[${content}](${href.replace(/[\s()]/g, encodeURIComponent)})`
  },
})

service.addRule('list item', {
  filter: 'li',
  replacement: (content, node) => {
    const item = node as unknown as HtmlElement
    const list = item.parentElement
    const place = [...(list?.children ?? [])].indexOf(item)
    const start = Number(list?.getAttribute('start') ?? 1)
    const marker = list?.tagName.toLowerCase() === 'ol' ? `${(Number.isInteger(start) ? start : 1) + place}. ` : '- '
    const lines = content.trim().split('\n')
    const body = lines.map((line, i) =>
      i === 0 || line.trim() === '' ? line.trimEnd() : ' '.repeat(marker.length) + line,
    )
    return `${marker}${body.join('\n')}${item.nextElementSibling ? '\n' : ''}`
  },
})

service.addRule('picture', {
  filter: 'img',
  replacement: (_, node) => (node as unknown as HtmlElement).getAttribute('alt')?.trim() ?? '',
})

service.addRule('code', {
  filter: 'pre',
  replacement: (_, node) => {
    const element = node as unknown as HtmlElement
    const code = element.textContent.replace(/^\n+|\s+$/g, '')
    if (code === '') return ''
    const longest = Math.max(2, ...[...code.matchAll(/^`{3,}/gm)].map(([ticks]) => ticks.length))
    const fence = '`'.repeat(longest + 1)
    return `\n\n${fence}${codeLanguage(element)}\n${code}\n${fence}\n\n`
  },
})

service.addRule('definition term', {
  filter: 'dt',
  replacement: content => (content.trim() === '' ? '' : `\n\n**${content.trim().replaceAll('**', '')}**\n\n`),
})

service.addRule('definition', { filter: 'dd', replacement: content => `\n\n${content.trim()}\n\n` })

service.addRule('table', {
  filter: 'table',
  replacement: (content, node) => {
    const table = node as unknown as HtmlElement
    if (table.querySelector(`:scope td :is(${blockContent}), :scope th :is(${blockContent})`))
      return `\n\n${content}\n\n`
    const rows = [...table.querySelectorAll('tr')].map(toCells).filter(cells => cells.length > 0)
    const width = Math.max(0, ...rows.map(cells => cells.length))
    if (width < 2 || rows.length < 2) return `\n\n${rows.map(cells => cells.join(' ')).join('\n\n')}\n\n`
    const lines = rows.map(cells => `| ${Array.from({ length: width }, (_, i) => cells[i] ?? '').join(' | ')} |`)
    lines.splice(1, 0, `|${' --- |'.repeat(width)}`)
    const caption = table.querySelector('caption')?.textContent.trim()
    return `\n\n${caption ? `${caption}\n\n` : ''}${lines.join('\n')}\n\n`
  },
})

// Of a table that is there for the layout, what is in its cells.
service.addRule('table part', {
  filter: ['thead', 'tbody', 'tfoot', 'tr', 'td', 'th', 'caption'],
  replacement: content => `\n\n${content}\n\n`,
})

function toCells(row: HtmlElement): string[] {
  const cells = [...row.children].filter(child => /^t[dh]$/i.test(child.tagName))
  return cells.map(cell =>
    service
      .turndown(cell.innerHTML)
      .replace(/\s*\n\s*/g, ' ')
      .replaceAll('|', '\\|')
      .trim(),
  )
}

function codeLanguage(pre: HtmlElement): string {
  const classes = `${pre.className} ${pre.querySelector('code')?.className ?? ''} ${pre.parentElement?.parentElement?.className ?? ''}`
  return /(?:language|lang|highlight)-([\w+#-]+)/.exec(classes)?.[1] ?? ''
}
