/** Brings a reply's messages to what they should say: posts, edits, posts anew what is gone, deletes what is no longer wanted. */
import type { Logger } from 'pino'
import type { PostedMessage } from '../../src/conversation/chat-port.ts'
import { isMessageGone } from './call-discord.ts'
import type { MessageContent, Outlet } from './outlet.ts'

export interface ReplyWriter {
  /** Brings the first messages to the contents. @throws ParleyError PLATFORM_… */
  write(contents: readonly MessageContent[]): Promise<void>
  /** The same for good: messages beyond the contents are deleted. */
  end(contents: readonly MessageContent[]): Promise<void>
  /** Goes on by another way. @param keeps what stands can be changed by it */
  moveTo(outlet: Outlet, keeps: boolean): void
}

export interface ReplyWriterOptions {
  outlet: Outlet
  log: Logger
  /** What this reply takes the place of. */
  earlier: readonly PostedMessage[]
  onPosted: (message: PostedMessage) => void
}

interface Slot {
  id: string
  /** The content as it was last written; absent where that was not by this writer. */
  shown?: string
}

export function createReplyWriter({ log, earlier, onPosted, ...options }: ReplyWriterOptions): ReplyWriter {
  let { outlet } = options
  let slots: Slot[] = earlier.map(({ id }) => ({ id }))
  /** How often each part was posted anew. */
  const generations: number[] = []

  async function put(part: number, message: MessageContent): Promise<void> {
    const wanted = JSON.stringify(message)
    const slot = slots[part]
    if (slot?.shown === wanted) return
    if (slot) {
      try {
        await outlet.edit(slot.id, message)
        slot.shown = wanted
        return
      } catch (error) {
        if (!isMessageGone(error)) throw error
        // A new message, not the one that was deleted, under its nonce.
        generations[part] = (generations[part] ?? 0) + 1
      }
    }
    const id = await outlet.post(message, { part, generation: generations[part] ?? 0 })
    slots[part] = { id, shown: wanted }
    onPosted({ channel: outlet.channel, id })
  }

  async function write(contents: readonly MessageContent[]): Promise<void> {
    for (const [part, message] of contents.entries()) await put(part, message)
  }

  return {
    write,
    async end(contents) {
      await write(contents)
      for (const { id } of slots.splice(contents.length)) {
        await outlet.remove(id).catch(error => {
          if (!isMessageGone(error)) log.warn({ err: error }, 'Discord: a message that is no longer wanted stays')
        })
      }
    },
    moveTo(other, keeps) {
      outlet = other
      if (!keeps) slots = []
    },
  }
}
