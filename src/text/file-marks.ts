/** How a text tells of the files that came with it: `[file: plan.png]`, one form for whoever writes and whoever counts them. */

export interface FileMark {
  name: string
  /** By the ending of its name. */
  kind: 'image' | 'file'
  /** Where the mark stands, UTF-16 units; `end` is exclusive. */
  start: number
  end: number
}

const images = /\.(?:apng|avif|bmp|gif|hei[cf]|jpe?g|png|svg|tiff?|webp)$/i

export function isImageName(name: string): boolean {
  return images.test(name)
}

/** A name that would end the mark is changed: brackets become round, line ends blanks. */
export function formatFileMark(name: string): string {
  const plain = name.replaceAll('[', '(').replaceAll(']', ')').replace(/\s+/g, ' ').trim()
  return `[file: ${plain === '' ? 'unnamed' : plain}]`
}

/** In the order in which they stand. */
export function findFileMarks(text: string): FileMark[] {
  return [...text.matchAll(/\[file: ([^[\]\n]+)\]/g)].map(match => ({
    name: match[1]!,
    kind: isImageName(match[1]!) ? 'image' : 'file',
    start: match.index,
    end: match.index + match[0].length,
  }))
}
