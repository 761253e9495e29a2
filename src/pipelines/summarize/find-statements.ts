/** What a part of a conversation decided, left open and gave people to do, in the words that were said. */
import type { Classifiers } from '../../learning/classifiers.ts'
import type { FoundAction } from '../minutes/find-actions.ts'
import type { FoundStatement } from '../minutes/find-decisions.ts'
import { readMeeting } from '../minutes/read-meeting.ts'
import type { Stretch } from './conversation-tree.ts'
import { quoteMessage } from './quote-message.ts'
import type { SummaryContext } from './summary-context.ts'

export interface Statement {
  kind: 'decision' | 'question' | 'action'
  text: string
  /** Indices of the messages it rests on, in order. */
  messages: number[]
  /** Who has the task; empty for everything else. */
  owners: string[]
}

/** @throws ParleyError as `readMeeting` does */
export async function findStatements(
  part: Stretch,
  { messages, lang, signal }: SummaryContext,
  classifiers: Classifiers,
): Promise<Statement[]> {
  const indices = [...new Set(part.units.map(({ message }) => message))]
  const said = indices.map(index => messages[index]!)
  if (said.every(({ author }) => author === '')) return []
  const { meeting, decisions, questions, actions } = await readMeeting(said, { classifiers, signal })
  const toStatement = (kind: Statement['kind'], found: FoundStatement | FoundAction): Statement => {
    const own = found.positions.map(position => meeting.spoken[position]!.index)
    const message = said[own[0]!]!
    return {
      kind,
      text: quoteMessage({ author: message.author, text: message.text }, found.text, lang),
      messages: own.map(index => indices[index]!),
      owners: 'owners' in found ? found.owners : [],
    }
  }
  return [
    ...decisions.map(found => toStatement('decision', found)),
    ...questions.map(found => toStatement('question', found)),
    ...actions.map(found => toStatement('action', found)),
  ]
}
