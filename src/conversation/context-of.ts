/** What was said in a thread or a direct message before a question, as turns of a conversation with the model. */
import type { ChatMessage } from '../models/language-model.ts'
import type { ChatPort, Message, Place } from './chat-port.ts'
import type { Mirror } from './mirror.ts'

export interface ContextRequest {
  port: ChatPort
  mirror: Mirror
  place: Place
  /** The question itself, which is no part of what came before. */
  messageId?: string
  remember: boolean
  now: Date
  signal: AbortSignal
}

const MAX_MESSAGES = 60
/** In a direct message without threads, what is older belongs to another conversation. */
const MAX_AGE_MS = 12 * 3600_000

/**
 * Oldest first, beginning with a person's words; in a thread of several people each line says whose it is.
 * Empty in a channel itself: what others wrote there is no conversation with Parley.
 * @throws ParleyError PLATFORM_… where the platform cannot be asked
 */
export async function contextOf(request: ContextRequest): Promise<ChatMessage[]> {
  const { port, mirror, place, messageId, remember, now, signal } = request
  if (place.thread === undefined && place.audience === 'channel') return []
  if (place.thread !== undefined && place.thread === messageId) return []
  const since = place.thread === undefined ? new Date(now.getTime() - MAX_AGE_MS).toISOString() : undefined
  const range = { last: MAX_MESSAGES, ...(since ? { since } : {}) }
  const messages = await mirror.read(port, place, range, { remember, signal })
  const asked = messages.findIndex(message => message.id === messageId)
  return toTurns(asked < 0 ? messages : messages.slice(0, asked))
}

function toTurns(messages: readonly Message[]): ChatMessage[] {
  const people = new Set(messages.filter(({ author }) => !author.isSelf).map(({ author }) => author.id))
  const turns: ChatMessage[] = []
  for (const { author, text } of messages) {
    if (text.trim() === '') continue
    const role = author.isSelf ? 'assistant' : 'user'
    if (role === 'assistant' && turns.length === 0) continue
    const content = role === 'user' && people.size > 1 ? `${author.name}: ${text}` : text
    const last = turns.at(-1)
    // Models expect question and answer in turn.
    if (last?.role === role) last.content += `\n${content}`
    else turns.push({ role, content })
  }
  return turns
}
