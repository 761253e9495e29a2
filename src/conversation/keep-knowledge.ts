/** Adds messages and files of a channel to the knowledge base, and takes them out again when they are deleted there. */
import { createHash } from 'node:crypto'
import { access, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Knowledge } from '../../knowledge/knowledge.ts'
import { ParleyError } from '../errors.ts'

export interface KeptText {
  channel: string
  messageId: string
  title: string
  text: string
  /** Principals that may read it. */
  acl: readonly string[]
  addedBy: string
}

export interface KnowledgeKeeper {
  /** @throws ParleyError KNOWLEDGE_UNAVAILABLE, STORE_UNAVAILABLE, INPUT_INVALID */
  add(kept: KeptText, signal: AbortSignal): Promise<void>
  /** What was added from a message. @returns false where nothing was */
  remove(channel: string, messageId: string): Promise<boolean>
}

/** @param options.folder of the texts themselves: the index can be made again from it */
export function createKnowledgeKeeper(options: {
  knowledge: Knowledge
  folder: string
  platform: string
}): KnowledgeKeeper {
  const { knowledge } = options
  const folder = join(options.folder, options.platform)
  // Ids of platforms may hold anything; a digest is a file name everywhere.
  const pathOf = (channel: string, messageId: string) =>
    join(folder, `${createHash('sha256').update(`${channel}\n${messageId}`).digest('hex').slice(0, 32)}.md`)
  return {
    async add({ channel, messageId, title, text, acl, addedBy }, signal) {
      const path = pathOf(channel, messageId)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(path, `# ${title.replace(/\s+/g, ' ')}\n\n${text}\n`, { mode: 0o600 })
      const { failed, problems } = await knowledge.index({ paths: [path], acl, addedBy, signal })
      if (failed === 0) return
      await rm(path, { force: true })
      throw new ParleyError('INPUT_INVALID', `It could not be added: ${problems[0]?.reason ?? 'it cannot be read'}.`)
    },
    async remove(channel, messageId) {
      const path = pathOf(channel, messageId)
      const isKept = await access(path).then(
        () => true,
        () => false,
      )
      if (!isKept) return false
      await knowledge.remove(path)
      await rm(path, { force: true })
      return true
    },
  }
}
