/** HTML pages, in whatever encoding they say they are. */
import { decodeAs, decodeFile } from './decode-file.ts'
import { createDocumentLoader, titleFromPath } from './document-loader.ts'

export const htmlLoader = createDocumentLoader({
  name: 'HTML',
  extensions: ['.html', '.htm', '.xhtml'],
  async parse(bytes, name) {
    const { parseHtml } = await import('./parse-html.ts')
    return parseHtml(decodeHtml(bytes, name), titleFromPath(name))
  },
})

/** A page may say that it is in another encoding than UTF-8. */
function decodeHtml(bytes: Uint8Array, name: string): string {
  const beginning = new TextDecoder('latin1').decode(bytes.subarray(0, 2048))
  const label = /<meta[^>]+charset=["']?([\w-]+)|<\?xml[^>]+encoding=["']([\w-]+)/i
    .exec(beginning)
    ?.slice(1)
    .find(Boolean)
  const declared = label === undefined || /^utf-?8$/i.test(label) ? undefined : decodeAs(bytes, label, name)
  return declared ?? decodeFile(bytes, name)
}
