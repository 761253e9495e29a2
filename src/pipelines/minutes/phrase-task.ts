/** Makes the words of a task of the sentence in which somebody took or got it. */
import { formatExcerpt } from '../../text/excerpt.ts'
import type { FoundAction } from './find-actions.ts'

const MAX_TASK_CHARS = 240
const MAX_CONTEXT_CHARS = 100

/** Whom the sentence calls, and words that only lead over to it. */
const lead =
  /^(?:(?:(?:ok|okay|so|well|and|then|yes|yeah|sure|good|great|right|fine|no|oh|but|also|gut|ja|dann|und|bon|donc|et|oui|alors|bueno|vale|pues|y|sí|entonces|好的?|那|嗯|はい|では|じゃあ)(?:[,.!:，。、]\s*|\s+(?=(?:I|you|please|can|could|ich|je|yo)\b)))+)/iu
const frames: readonly RegExp[] = [
  /^(?:I(?:'ll| will| am going to|'m going to|'m gonna| am gonna)|(?:can|could|would|will) you(?: please)?|please|I (?:can|could|have to|need to|still have to))\s+(?:also |then |just |please )?(?=\p{Ll})/iu,
  /^(?:你|您)?(?:能|可以)?(?:请|麻烦)(?:你|您)?/u,
]

/** @param names of those whom the sentence may call at its beginning */
export function phraseTask({ text, context }: Pick<FoundAction, 'text' | 'context'>, names: readonly string[]): string {
  let task = text.replace(/\s+/g, ' ').trim().replace(lead, '')
  const called = /^@?([^,:，、：]{1,40})\s*[,:，、：]\s*/u.exec(task)
  if (called && names.some(name => isCalled(name, called[1]!))) task = task.slice(called[0].length)
  task = task.replace(lead, '')
  const bare = frames.reduce((rest, frame) => rest.replace(frame, ''), task)
  // "Can you send it?" is a question no more.
  const phrase = (bare === task ? bare : bare.replace(/\s*[?？]+$/u, '')).replace(/(?<![.…])[.。]+$/u, '')
  const excerpt = formatExcerpt(phrase, MAX_TASK_CHARS)
  return context === undefined ? excerpt : `${excerpt} (“${formatExcerpt(context, MAX_CONTEXT_CHARS)}”)`
}

function isCalled(name: string, called: string): boolean {
  const fold = (text: string) => text.toLowerCase().replace(/(?:さん|様|君)$/u, '')
  return (
    fold(name) === fold(called) || fold(name).split(/\s+/).includes(fold(called)) || fold(name).startsWith(fold(called))
  )
}
