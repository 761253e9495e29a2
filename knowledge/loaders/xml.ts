/** XML as a tree of elements. Document types are passed over: entities that a file declares stay unknown, and harm nobody. */
import { SaxesParser } from 'saxes'

export interface XmlElement {
  /** Without its prefix: the same document is written with different ones. */
  readonly name: string
  /** By name; of one with a prefix, the prefix is left out and the colon kept: `:id` for `r:id`, beside `id`. */
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** All text below it. */
  readonly text: string
}

interface OpenElement {
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  text: string
}

/** Deeper documents are built to harm. */
const MAX_DEPTH = 256

/**
 * @param onElement takes a finished element and says whether it is dropped from its parent: a long document need not be held whole
 * @returns the root
 * @throws Error where the text is not well-formed
 */
export function parseXml(
  source: string | Uint8Array,
  onElement?: (element: XmlElement, depth: number) => boolean,
): XmlElement {
  const parser = new SaxesParser()
  const open: OpenElement[] = [{ name: '', attributes: {}, children: [], text: '' }]
  parser.on('error', error => {
    throw error
  })
  parser.on('opentag', tag => {
    if (open.length > MAX_DEPTH) throw new Error('elements are nested too deeply')
    const attributes = Object.fromEntries(
      Object.entries(tag.attributes).map(([name, value]) => [name.replace(/^[^:]+(?=:)/, ''), String(value)]),
    )
    open.push({ name: localName(tag.name), attributes, children: [], text: '' })
  })
  const addText = (text: string) => {
    open.at(-1)!.text += text
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const element = open.pop()!
    const parent = open.at(-1)!
    if (onElement?.(element, open.length) === true) return
    parent.children.push(element)
    parent.text += element.text
  })
  parser.write(typeof source === 'string' ? source : decodeXml(source)).close()
  const [root] = open[0]!.children
  if (root === undefined) throw new Error('there is no element in it')
  return root
}

function decodeXml(bytes: Uint8Array): string {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (isUtf16) return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** All elements of the name below this one, in order; those within a found one too. */
export function findAll(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap(child => [...(child.name === name ? [child] : []), ...findAll(child, name)])
}

/** The first element of the name below this one. */
export function findFirst(element: XmlElement | undefined, name: string): XmlElement | undefined {
  for (const child of element?.children ?? []) {
    const found = child.name === name ? child : findFirst(child, name)
    if (found !== undefined) return found
  }
  return undefined
}
