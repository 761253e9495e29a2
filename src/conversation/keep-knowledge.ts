/** Adds messages and files of a channel to the knowledge base, and takes them out again when they are deleted there. */
import { createHash } from 'node:crypto'
import { access, mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Knowledge } from '../../knowledge/knowledge.ts'
import { ParleyError } from '../errors.ts'

/** What is added, and from which message. */
export interface Kept {
  channel: string
  messageId: string
  /** A text with its title, or a file as it was sent. */
  content: { title: string; text: string } | { id: string; name: string; bytes: Uint8Array }
  /** Principals that may read it. */
  acl: readonly string[]
  addedBy: string
}

export interface KnowledgeKeeper {
  /** @throws ParleyError KNOWLEDGE_UNAVAILABLE, STORE_UNAVAILABLE, INPUT_INVALID */
  add(kept: Kept, signal: AbortSignal): Promise<void>
  /** What was added from a message, files included. @returns false where nothing was */
  remove(channel: string, messageId: string): Promise<boolean>
  /** Its words alone, which have changed. @returns false where they were not added */
  removeText(channel: string, messageId: string): Promise<boolean>
}

/** File systems allow 255 bytes; a character takes up to four. */
const MAX_NAME_CHARS = 60

/** @param options.folder of what is added: the index can be made again from it */
export function createKnowledgeKeeper(options: {
  knowledge: Pick<Knowledge, 'index' | 'remove' | 'withdraw'>
  folder: string
  platform: string
}): KnowledgeKeeper {
  const { knowledge } = options
  const folder = join(options.folder, options.platform)
  const folderOf = (channel: string, messageId: string) => join(folder, digest(`${channel}\n${messageId}`))
  const textPath = (within: string) => join(within, `${basename(within)}.md`)

  async function removeBelow(path: string): Promise<boolean> {
    const isKept = await access(path).then(
      () => true,
      () => false,
    )
    if (!isKept) return false
    // Gone for those who ask now, however long another process goes on writing the index.
    await knowledge.withdraw(path)
    await knowledge.remove(path)
    await rm(path, { recursive: true, force: true })
    return true
  }

  return {
    async add({ channel, messageId, content, acl, addedBy }, signal) {
      const within = folderOf(channel, messageId)
      const isText = 'text' in content
      const path = isText ? textPath(within) : join(within, digest(content.id), safeName(content.name))
      await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
      const written = isText ? `# ${content.title.replace(/\s+/g, ' ')}\n\n${content.text}\n` : content.bytes
      await writeFile(path, written, { mode: 0o600 })
      // A file that somebody sent must not say itself who reads it.
      const { indexed, unchanged, problems } = await knowledge.index({
        paths: [path],
        acl,
        aclIsFixed: true,
        addedBy,
        signal,
      })
      // Of an archive, what could be read stays.
      if (indexed + unchanged > 0) return
      await knowledge.remove(path)
      await rm(path, { force: true })
      throw new ParleyError('INPUT_INVALID', `It could not be added: ${problems[0]?.reason ?? 'it cannot be read'}.`)
    },
    remove: (channel, messageId) => removeBelow(folderOf(channel, messageId)),
    removeText: (channel, messageId) => removeBelow(textPath(folderOf(channel, messageId))),
  }
}

/** Ids of platforms may hold anything; a digest is a file name everywhere. */
function digest(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 32)
}

/** A file's own name, as far as every file system takes it: its end says the format. */
function safeName(name: string): string {
  const plain = name.replace(/[\\/:*?"<>|\p{Cc}]+/gu, '_').replace(/^[\s.]+|[\s.]+$/g, '')
  return plain === ''
    ? 'file'
    : [...plain]
        .slice(-MAX_NAME_CHARS)
        .join('')
        .replace(/^[\s.]+/, '')
}
