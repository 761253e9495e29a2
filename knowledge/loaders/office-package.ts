/** What Word, PowerPoint and Excel files have in common: a zip archive of XML parts that refer to each other. */
import { posix } from 'node:path'
import { ParleyError } from '../../src/errors.ts'
import { type Archive, openArchive } from './open-archive.ts'
import { openBytes } from './open-file.ts'
import { findFirst, parseXml, type XmlElement } from './xml.ts'

export interface OfficePackage {
  /** @returns undefined where there is no such part */
  readXml(path: string): Promise<XmlElement | undefined>
  readBytes(path: string): Promise<Uint8Array | undefined>
  /** Unpacks every XML part once, for a reader that unpacks without a limit. @throws ParleyError INPUT_TOO_LARGE */
  checkXml(maxBytes: number): Promise<void>
  /** Paths of the parts that one refers to, by the id of the relation; `type` is the last word of its address. */
  readRelations(path: string): Promise<Map<string, { path: string; type: string }>>
  properties: { title?: string; author?: string; updatedAt?: Date }
}

/** Old Office files, and those with a password, are of this kind instead. */
const compoundFile = [0xd0, 0xcf, 0x11, 0xe0]

/**
 * Opens the package for the time of `work`.
 * @param mainPart without which it is a file of another kind
 * @param format as in `is no Word file`
 * @throws ParleyError INPUT_INVALID, INPUT_TOO_LARGE
 */
export async function readOfficePackage<T>(
  bytes: Uint8Array,
  { name, format, mainPart }: { name: string; format: string; mainPart: string },
  work: (parts: OfficePackage) => Promise<T>,
): Promise<T> {
  if (compoundFile.every((byte, i) => bytes[i] === byte)) {
    const message = `${name} is protected by a password or in the format before 2007; save it anew without.`
    throw new ParleyError('INPUT_INVALID', message)
  }
  const archive = await openArchive(openBytes(name, bytes), format)
  try {
    if (archive.find(mainPart) === undefined) throw new ParleyError('INPUT_INVALID', `${name} is no ${format} file.`)
    return await work(await openPackage(archive, name))
  } finally {
    archive.close()
  }
}

async function openPackage(archive: Archive, name: string): Promise<OfficePackage> {
  const readBytes = async (path: string) => archive.find(path)?.read()
  const readXml = async (path: string) => {
    const part = await readBytes(path)
    return part && parseXml(part)
  }
  return {
    readXml,
    readBytes,
    async checkXml(maxBytes) {
      let left = maxBytes
      for (const entry of archive.entries) {
        if (!/\.(?:xml|rels)$/i.test(entry.path)) continue
        left -= entry.bytes
        if (left < 0) throw new ParleyError('INPUT_TOO_LARGE', `${name} unpacks to too much text; split it.`)
        await entry.read()
      }
    },
    async readRelations(path) {
      const { dir, base } = posix.parse(path)
      const relations = await readXml(posix.join(dir, '_rels', `${base}.rels`))
      const internal = relations?.children.filter(({ attributes }) => attributes.TargetMode !== 'External') ?? []
      return new Map(
        internal.map(({ attributes: { Id = '', Target = '', Type = '' } }) => [
          Id,
          { path: Target.startsWith('/') ? Target.slice(1) : posix.join(dir, Target), type: posix.basename(Type) },
        ]),
      )
    },
    properties: toProperties(await readXml('docProps/core.xml').catch(() => undefined)),
  }
}

function toProperties(core: XmlElement | undefined): OfficePackage['properties'] {
  const title = findFirst(core, 'title')?.text.trim()
  const author = findFirst(core, 'creator')?.text.trim()
  const updatedAt = new Date(findFirst(core, 'modified')?.text ?? findFirst(core, 'created')?.text ?? '')
  return {
    ...(title ? { title } : {}),
    ...(author ? { author } : {}),
    ...(Number.isNaN(updatedAt.getTime()) ? {} : { updatedAt }),
  }
}
