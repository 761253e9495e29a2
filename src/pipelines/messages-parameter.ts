/** The request's `messages`, as `summarize` and `minutes` take them. */
import { z } from 'zod'
import type { Utterance } from '../text/utterance.ts'

/** Fewer bytes than any log that a person means to have read at once. */
const MAX_MESSAGES = 100_000

const message = z.strictObject({
  id: z.union([z.string().min(1), z.number().transform(String)]).optional(),
  author: z.string().default(''),
  text: z.string(),
  ts: z.string().optional(),
  replyTo: z.string().optional(),
  isBot: z.boolean().optional(),
  channel: z.string().min(1).optional(),
})

/** Messages without an id are numbered from 1; an id that comes twice is refused, because results cite by it. */
export const messagesParameter = z
  .array(message)
  .min(1)
  .max(MAX_MESSAGES)
  .transform((messages, context): Utterance[] => {
    const utterances = messages.map((given, index) => ({ ...given, id: given.id ?? String(index + 1) }))
    const seen = new Set<string>()
    for (const [index, { id }] of utterances.entries()) {
      if (seen.has(id))
        context.addIssue({ code: 'custom', message: 'this id comes twice', path: [index, 'id'], input: id })
      seen.add(id)
    }
    if (!utterances.some(({ text }) => /[\p{L}\p{N}]/u.test(text))) {
      context.addIssue({ code: 'custom', message: 'expected at least one message with words', input: messages.length })
    }
    return utterances
  })
