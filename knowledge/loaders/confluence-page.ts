/** A page of a Confluence space as its HTML export writes it. */
import { type HtmlElement, htmlToMarkdown } from './html-to-markdown.ts'
import type { ParsedDocument } from './loader.ts'
import { parseMarkdownBlocks } from './markdown-blocks.ts'

/** @returns undefined for a page from elsewhere, or without text */
export function parseConfluencePage(document: HtmlElement): ParsedDocument | undefined {
  const content = document.querySelector('#main-content.wiki-content')
  if (content === null) return undefined
  const text = htmlToMarkdown(content)
  if (text === '') return undefined
  const heading = squeeze(
    document.querySelector('#title-text')?.textContent ?? document.querySelector('title')?.textContent,
  )
  // The space's name stands before the page's.
  const title = heading.replace(/^.*? : /, '')
  const [created, editor] = [...document.querySelectorAll('.page-metadata .author, .page-metadata .editor')].map(
    element => squeeze(element.textContent),
  )
  const stated = squeeze(document.querySelector('.page-metadata')?.textContent)
  const day = /(?:\bon|\bam) (\w{3,9}\.? \d{1,2}, \d{4})(?!.*\d{4})/.exec(stated)?.[1]
  const updatedAt = new Date(`${day ?? ''} UTC`)
  const author = editor || created
  return {
    title,
    text,
    blocks: parseMarkdownBlocks(text),
    ...(author ? { author } : {}),
    ...(Number.isNaN(updatedAt.getTime()) ? {} : { updatedAt }),
  }
}

function squeeze(text: string | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ').trim()
}
