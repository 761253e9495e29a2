/** Opens what Parley says beside its answers: replies that are written down, and lines to one person. */
import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import type { ChatPort, Person, Place, Reply, ReplyOptions } from './chat-port.ts'
import type { Replies, ReplyRecord } from './replies.ts'

/** What somebody did that is answered with a line. */
interface Occasion {
  id: string
  place: Place
  person: Person
}

export interface ReplyOpener {
  /** A reply whose messages are written into its record as they come to stand. */
  openRecorded(record: ReplyRecord, options: Omit<ReplyOptions, 'replyId' | 'private' | 'onPosted'>): Promise<Reply>
  /** One line to one person on why something did not happen. */
  refuse(occasion: Occasion, reason: string): Promise<void>
  /** Some words to one person, wherever the platform lets them be seen by that person alone. */
  tell(occasion: Occasion, text: string): Promise<void>
}

export function createReplyOpener(options: { port: ChatPort; replies: Replies; log: Logger }): ReplyOpener {
  const { port, replies, log } = options

  function openFor({ id, place, person }: Occasion): Promise<Reply> {
    return port.open(place, {
      ...{ eventId: id, replyId: replyIdOf(port.name, id), person, attempt: 1, onPosted: () => {} },
      private: port.can.private && place.audience === 'channel',
    })
  }

  return {
    openRecorded: (record, given) =>
      port.open(record.place, {
        ...given,
        ...{ replyId: record.id, private: record.private },
        onPosted: message => {
          if (record.messages.some(({ id, channel }) => id === message.id && channel === message.channel)) return
          record.messages.push(message)
          void replies.put(record).catch(error => log.error({ err: error }, 'a reply could not be written down'))
        },
      }),
    async refuse(occasion, reason) {
      await (await openFor(occasion)).fail(reason)
    },
    async tell(occasion, text) {
      const reply = await openFor(occasion)
      await reply.append(text)
      await reply.finish({ sources: [], stopped: false, actions: [] })
    },
  }
}

/** The same for every attempt, so that a button keeps its meaning. */
export function replyIdOf(platform: string, eventId: string): string {
  return createHash('sha256').update(`${platform}\n${eventId}`).digest('hex').slice(0, 20)
}
