/** Measures the reading of a conversation: whether it is found which message answers which, in logs that people annotated. */
import { findThreads } from '../pipelines/reading/find-threads.ts'
import { inferReplies } from '../pipelines/reading/infer-replies.ts'
import type { Utterance } from '../text/utterance.ts'
import { type EvaluationOptions, type EvaluationRow, readItems, sampleEvenly } from './evaluation.ts'
import { oneToOneOverlap } from './metrics.ts'

interface LoggedMessage {
  /** `log:line`; several logs lie one after the other in a file. */
  id: string
  kind: 'message' | 'action' | 'system'
  author: string
  text: string
  ts: string
  /** Ids of the messages that it answers, none for one that starts something; absent where nobody annotated. */
  reply_to?: string[]
  /** Id of the first message of its thread. */
  thread?: string
}

/**
 * Links of the annotated messages, of which one that starts something is linked to itself and one that answers several has as
 * many (Kummerfeld et al. 2019), and the overlap of threads. A limit takes annotated messages evenly; the logs are read whole.
 * @throws ParleyError INPUT_INVALID for missing data
 */
export async function* evaluateReplies(options: EvaluationOptions): AsyncGenerator<EvaluationRow[]> {
  const { dataFolder, limit, signal, onProgress } = options
  for (const set of ['ubuntu_irc', 'ubuntu_meeting_irc']) {
    const task = `replies ${set}`
    const messages = await readItems<LoggedMessage>(dataFolder, `chat/${set}.jsonl`)
    const logs = [...Map.groupBy(messages, ({ id }) => id.split(':')[0]!).values()]
    const annotated = sampleEvenly(
      messages.filter(message => message.reply_to !== undefined),
      limit,
    )
    const wanted = new Set(annotated.map(({ id }) => id))
    let right = 0
    let expected = 0
    const overlaps: number[] = []
    for (const [done, log] of logs.entries()) {
      const replies = inferReplies(log.map(toUtterance), { signal })
      const threadOf = new Map(findThreads(replies).flatMap((thread, number) => thread.map(index => [index, number])))
      const found: number[] = []
      const given: string[] = []
      for (const [index, { id, reply_to: links, thread }] of log.entries()) {
        if (!links || !wanted.has(id)) continue
        const parents = links.length > 0 ? links : [id]
        expected += parents.length
        if (parents.includes(log[replies[index]!]!.id)) right++
        found.push(threadOf.get(index)!)
        given.push(thread ?? id)
      }
      overlaps.push(oneToOneOverlap(found, given) * found.length)
      onProgress(task, done + 1, logs.length)
    }
    const n = annotated.length
    yield [
      { task, metric: 'link precision', value: right / n, n },
      { task, metric: 'link recall', value: right / expected, n },
      { task, metric: 'link F1', value: (2 * right) / (n + expected), n },
      { task, metric: 'threads 1-1', value: overlaps.reduce((sum, overlap) => sum + overlap, 0) / n, n },
    ]
  }
}

/** What the chat program wrote itself keeps the mark that logs give it. */
function toUtterance({ id, kind, author, text, ts }: LoggedMessage): Utterance {
  return { id, author, text: kind === 'system' ? `=== ${text}` : text, ts }
}
