/** PowerPoint presentations, slide by slide, with tables and speaker notes. */
import { chooseTitle } from './choose-title.ts'
import { createDocumentBuilder, type DocumentBuilder } from './document-builder.ts'
import { createDocumentLoader } from './document-loader.ts'
import type { ParsedDocument } from './loader.ts'
import { type OfficePackage, readOfficePackage } from './office-package.ts'
import { findAll, findFirst, type XmlElement } from './xml.ts'

export const pptxLoader = createDocumentLoader({
  name: 'PowerPoint',
  extensions: ['.pptx', '.pptm', '.ppsx', '.potx'],
  parse: parsePptx,
})

const mainPart = 'ppt/presentation.xml'

function parsePptx(bytes: Uint8Array, name: string): Promise<ParsedDocument> {
  return readOfficePackage(bytes, { name, format: 'PowerPoint', mainPart }, async parts => {
    const presentation = (await parts.readXml(mainPart))!
    const relations = await parts.readRelations(mainPart)
    const builder = createDocumentBuilder()
    let firstTitle: string | undefined
    for (const [index, { attributes }] of findAll(presentation, 'sldId').entries()) {
      const path = relations.get(attributes[':id'] ?? '')?.path ?? ''
      const slide = await parts.readXml(path)
      if (slide === undefined) continue
      builder.location(`slide ${index + 1}`)
      const shapes = toShapes(findFirst(slide, 'spTree'))
      const title = shapes.find(shape => isTitle(shape))
      const heading = title === undefined ? '' : toParagraphs(title).join(' ')
      firstTitle ??= heading || undefined
      builder.heading(2, heading)
      for (const shape of shapes) if (shape !== title) addShape(builder, shape)
      await addNotes(builder, parts, path)
    }
    return builder.build({ ...parts.properties, title: chooseTitle(parts.properties.title, firstTitle, name) })
  })
}

/** Shapes in the order of the file, those in groups too; of alternatives, the first. */
function toShapes(tree: XmlElement | undefined): XmlElement[] {
  return (tree?.children ?? []).flatMap(child => {
    if (child.name === 'sp' || child.name === 'graphicFrame') return [child]
    if (child.name === 'grpSp') return toShapes(child)
    return child.name === 'AlternateContent' ? toShapes(child.children[0]) : []
  })
}

function placeholderType(shape: XmlElement): string | undefined {
  const placeholder = findFirst(findFirst(shape, 'nvPr'), 'ph')
  return placeholder && (placeholder.attributes.type ?? 'body')
}

function isTitle(shape: XmlElement): boolean {
  return /^(?:ctrT|t)itle$/.test(placeholderType(shape) ?? '')
}

function addShape(builder: DocumentBuilder, shape: XmlElement): void {
  if (shape.name === 'graphicFrame') {
    const rows = findAll(shape, 'tr').map(row => findAll(row, 'tc').map(cell => toParagraphs(cell).join(' ')))
    builder.table(rows)
    return
  }
  // Slide number, date and footer stand on every slide.
  if (/^(?:sldNum|dt|ftr|hdr)$/.test(placeholderType(shape) ?? '')) return
  const paragraphs = toParagraphs(shape)
  const isList = placeholderType(shape) !== undefined && paragraphs.length > 1
  builder.prose(paragraphs.map(text => (isList ? `- ${text}` : text)).join('\n'))
}

function toParagraphs(element: XmlElement): string[] {
  return findAll(element, 'p')
    .map(paragraph =>
      paragraph.children
        .map(run =>
          run.name === 'br' ? ' ' : run.name === 'r' || run.name === 'fld' ? (findFirst(run, 't')?.text ?? '') : '',
        )
        .join('')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter(text => text !== '')
}

async function addNotes(builder: DocumentBuilder, parts: OfficePackage, path: string): Promise<void> {
  const relation = [...(await parts.readRelations(path)).values()].find(({ type }) => type === 'notesSlide')
  const notes = relation && (await parts.readXml(relation.path))
  const bodies = toShapes(findFirst(notes, 'spTree')).filter(shape => placeholderType(shape) === 'body')
  const text = bodies.flatMap(toParagraphs).join('\n')
  if (text !== '') builder.prose(`Notes: ${text}`)
}
