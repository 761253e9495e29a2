/** Infers which earlier message each message of a conversation answers, where the platform does not say. */
import type { Utterance } from '../../text/utterance.ts'
import { createLogState, type LogState } from './log-state.ts'
import { addPairFeatures, addStartFeatures, type ReplyFeature } from './reply-features.ts'
import { replyWeights } from './reply-weights.ts'

export interface InferRepliesOptions {
  signal?: AbortSignal
}

/** Of the annotated links of the Ubuntu logs (Kummerfeld et al. 2019), 99 in 100 go back less far. */
const MAX_DISTANCE = 100
/** What was said two days ago is taken up by saying what it is about. */
const MAX_MINUTES = 48 * 60
/** Messages between two looks at the signal. */
const CHECKED_EVERY = 1000

/**
 * @returns for each message the index of the earlier message that it answers, or its own index where it starts something
 * @throws the signal's reason where it is aborted
 */
export function inferReplies(messages: readonly Utterance[], { signal }: InferRepliesOptions = {}): number[] {
  const replies = messages.map((_, index) => index)
  for (const indexes of byChannel(messages)) {
    const own = inferInChannel(
      indexes.map(index => messages[index]!),
      signal,
    )
    for (const [at, reply] of own.entries()) replies[indexes[at]!] = indexes[reply]!
  }
  return replies
}

function byChannel(messages: readonly Utterance[]): number[][] {
  const channels = new Map<string, number[]>()
  for (const [index, { channel = '' }] of messages.entries()) {
    const known = channels.get(channel)
    if (known) known.push(index)
    else channels.set(channel, [index])
  }
  return [...channels.values()]
}

function inferInChannel(messages: readonly Utterance[], signal: AbortSignal | undefined): number[] {
  const state = createLogState(messages)
  const given = readGivenReplies(messages)
  const areThreads = formThreads(given)
  const candidates: number[] = []
  for (const [i, { isNotice }] of state.facts.entries()) {
    if (i % CHECKED_EVERY === 0) signal?.throwIfAborted()
    state.advance(i, isNotice ? i : (given[i] ?? choose(state, i, candidates)))
    // Where replies lie in threads beside the channel, the channel does not answer into them.
    if (isNotice || (areThreads && given[i] !== undefined && given[i] !== i)) continue
    candidates.push(i)
    if (candidates.length > MAX_DISTANCE) candidates.shift()
  }
  return state.replies
}

/** The message of greatest score among those before, or itself. */
function choose(state: LogState, i: number, candidates: readonly number[]): number {
  let score = 0
  const add = (feature: ReplyFeature, value: number) => {
    score += replyWeights[feature] * value
  }
  addStartFeatures(state, i, add)
  let best = i
  let bestScore = score
  for (let distance = 1; distance <= candidates.length; distance++) {
    const j = candidates[candidates.length - distance]!
    if ((state.minutesBetween(j, i) ?? 0) > MAX_MINUTES) break
    score = 0
    addPairFeatures(state, i, j, distance, add)
    if (score > bestScore) {
      best = j
      bestScore = score
    }
  }
  return best
}

/** What the platform says; of a reply to a message that is not among these, the first reply to it stands for it. */
function readGivenReplies(messages: readonly Utterance[]): (number | undefined)[] {
  const known = new Map<string, number>()
  return messages.map(({ id, replyTo }, index) => {
    const target = replyTo === undefined || replyTo === id ? undefined : (known.get(replyTo) ?? index)
    if (target === index) known.set(replyTo!, index)
    known.set(id, index)
    return target
  })
}

/** Whether the given replies all lie at a thread's first message, as in Slack, rather than at what they answer. */
function formThreads(given: readonly (number | undefined)[]): boolean {
  return given.every(
    (target, index) =>
      target === undefined || target === index || given[target] === undefined || given[target] === target,
  )
}
