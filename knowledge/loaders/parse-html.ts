/** The content of an HTML page, without menus and scripts, as Markdown. */
import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import { ParleyError } from '../../src/errors.ts'
import { parseConfluencePage } from './confluence-page.ts'
import { findHeadingAnchors } from './heading-anchors.ts'
import { type HtmlElement, htmlToMarkdown } from './html-to-markdown.ts'
import type { ParsedDocument } from './loader.ts'
import { parseMarkdownBlocks } from './markdown-blocks.ts'

/** Never content: programs, forms, menus, and the lists of contents that repeat a page's headings. */
const clutter = [
  ...['script', 'style', 'noscript', 'template', 'iframe', 'svg', 'button', 'input', 'select', 'nav', 'head'],
  ...[
    '[role=navigation]',
    '[role=search]',
    '[role=banner]',
    '[role=contentinfo]',
    '[role=doc-toc]',
    '[aria-hidden=true]',
  ],
  ...['[hidden]', '.toc', '#toc', '.navheader', '.navfooter', '.headerlink', 'body > header', 'body > footer'],
].join(', ')

/** The share of a page's words that Readability must keep to be believed: it takes short sections for clutter. */
const MIN_KEPT_WORDS = 0.75

/**
 * @param fallbackTitle for a page without a title
 * @param isContent true where there are no menus about it: a chapter, a message
 * @throws ParleyError INPUT_INVALID where the page has no text
 */
export function parseHtml(html: string, fallbackTitle: string, isContent = false): ParsedDocument {
  const document = parseDocument(/<body[\s>]/i.test(html) ? html : `<html><body>${html}</body></html>`)
  const wikiPage = parseConfluencePage(document)
  if (wikiPage !== undefined) return wikiPage
  const title = squeeze(document.querySelector('title')?.textContent ?? '')
  for (const element of document.querySelectorAll(clutter)) element.remove()
  const content = isContent ? document.body : findContent(document)
  const text = htmlToMarkdown(content)
  if (text === '') throw new ParleyError('INPUT_INVALID', `${fallbackTitle}: the page has no text.`)
  const heading = squeeze(document.querySelector('h1')?.textContent ?? '')
  const blocks = parseMarkdownBlocks(text)
  const locations = isContent ? [] : findHeadingAnchors(content, blocks)
  const parsed = { title: title || heading || fallbackTitle, text, blocks }
  return locations.length > 0 ? { ...parsed, locations } : parsed
}

interface HtmlDocument extends HtmlElement {
  readonly body: HtmlElement
}

function parseDocument(html: string): HtmlDocument {
  return parseHTML(html).document as unknown as HtmlDocument
}

/** Where the page marks its content, that; else what Readability finds if it leaves nothing out; else all of it. */
function findContent(document: HtmlDocument): HtmlElement {
  const [...articles] = document.querySelectorAll('article')
  const marked = document.querySelector('main, [role=main]') ?? (articles.length === 1 ? articles[0]! : null)
  if (marked !== null) return marked
  const article = new Readability<string>(document.cloneNode(true) as never).parse()
  if (article?.content) {
    const read = parseDocument(`<html><body>${article.content}</body></html>`)
    if (keepsContent(document.body, read.body)) return read.body
  }
  return document.body
}

function keepsContent(before: HtmlElement, after: HtmlElement): boolean {
  const headings = (element: HtmlElement) => element.querySelectorAll('h2, h3, h4, h5, h6').length
  const length = (element: HtmlElement) => squeeze(element.textContent).length
  return headings(after) >= headings(before) && length(after) >= length(before) * MIN_KEPT_WORDS
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
