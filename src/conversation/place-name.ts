/** What a place is called, for texts that name it. */
import type { ChatPort, Place } from './chat-port.ts'

/** `#general`; its id where the platform does not say. */
export async function channelNameOf(port: Pick<ChatPort, 'nameOf'>, place: Place): Promise<string> {
  try {
    return (await port.nameOf?.({ ...place, thread: undefined })) ?? place.channel
  } catch {
    return place.channel
  }
}
