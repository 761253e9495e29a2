/** Texts that were made of messages, such as kept summaries: they go when the words they were made of change or go. */
import type { Place } from './chat-port.ts'

/** A channel, whatever is said of it beside. */
export type ChannelKey = Pick<Place, 'platform' | 'channel'>

export interface DerivedTexts {
  /**
   * Messages were changed or deleted, or their author is forgotten. When it resolves, nothing of what was made of their old words is
   * given any more.
   * @param ids the platform's
   */
  forgetMessages(channel: ChannelKey, ids: readonly string[]): Promise<void>
  /** All of a channel is forgotten. */
  forgetChannel(channel: ChannelKey): Promise<void>
}

/** As one: for whoever forgets messages. */
export function joinDerivedTexts(kept: readonly DerivedTexts[]): DerivedTexts {
  return {
    async forgetMessages(channel, ids) {
      for (const texts of kept) await texts.forgetMessages(channel, ids)
    },
    async forgetChannel(channel) {
      for (const texts of kept) await texts.forgetChannel(channel)
    },
  }
}

/** The id under which pipelines know a message: a platform's own id may be unique in its channel only. */
export function utteranceIdOf(channel: ChannelKey, messageId: string): string {
  return `${utteranceIdPrefix(channel)}${messageId}`
}

/** What the ids of all messages of a channel begin with. */
export function utteranceIdPrefix({ platform, channel }: ChannelKey): string {
  return `${platform}/${channel}/`
}
