/** What goes wrong with the vector index, in one line for a person. */
import { messageOf, ParleyError } from '../src/errors.ts'

const reasons: readonly [RegExp, string][] = [
  [/os error 28\b|no space left/i, 'the disk is full; what was stored before is safe. Free some space and try again.'],
  [/os error 122\b/i, 'the disk quota is used up; what was stored before is safe. Free some space and try again.'],
  [/os error (13|30|1)\b|permission denied|read-only file system/i, 'no permission to read or write it.'],
  [/timed? ?out/i, 'it did not answer in time. Try again, or on a faster disk.'],
]

/** @param folder where the index lies */
export function toKnowledgeError(error: unknown, folder: string): unknown {
  if (error instanceof ParleyError) return error
  const message = messageOf(error)
  const known = reasons.find(([pattern]) => pattern.test(message))?.[1]
  const reason =
    known ?? `it cannot be used (${message.split('\n')[0]}). If this happens again, delete that folder and index anew.`
  return new ParleyError('KNOWLEDGE_UNAVAILABLE', `The index in ${folder}: ${reason}`, { cause: error })
}
