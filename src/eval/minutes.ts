/** Measures the tasks that `minutes` lists: with known owner and day, planted among decoys into real chats. No language model has a part in it. */
import { createRandom } from '../bench/random.ts'
import { type MeetingRecord, readMeeting } from '../pipelines/minutes/read-meeting.ts'
import type { Utterance } from '../text/utterance.ts'
import { type EvaluationOptions, type EvaluationRow, mean, readItems, sampleEvenly } from './evaluation.ts'
import { type Plant, plantActions } from './planted-actions.ts'

interface ChatLine {
  id: string
  kind: string
  author: string
  text: string
  ts: string
}

/** What became of the plants of one chat; shares are taken over all. */
export interface PlantOutcome {
  plant: Plant
  isListed: boolean
  /** Listed with somebody else as its owner; with nobody, it is not wrong. */
  isWrong: boolean
  /** Undefined where none was to be found. */
  hasDue?: boolean
}

const SEED = 11
const task = 'minutes planted'

/**
 * @yields the rows of all chats together
 * @throws ParleyError INPUT_INVALID for missing data; whatever the embedder throws
 */
export async function* evaluateMinutes(options: EvaluationOptions): AsyncGenerator<EvaluationRow[]> {
  const { dataFolder, limit, onProgress, services, signal } = options
  const files = ['chat/ubuntu_meeting_irc.jsonl', 'chat/ubuntu_irc.jsonl']
  const lines = (await Promise.all(files.map(file => readItems<ChatLine>(dataFolder, file)))).flat()
  const chats = Object.values(Object.groupBy(lines, ({ id }) => id.split(':')[0]!)).map(chat => toMessages(chat!))
  const chosen = sampleEvenly(chats, limit)
  const random = createRandom(SEED)
  const outcomes: PlantOutcome[] = []
  const listed: number[] = []
  for (const [index, chat] of chosen.entries()) {
    const { messages, plants } = plantActions(chat, random)
    const read = (log: readonly Utterance[]) => readMeeting(log, { classifiers: services.classifiers, signal })
    outcomes.push(...comparePlants(plants, await read(messages), messages))
    listed.push((await read(chat)).actions.length / chat.length)
    onProgress(task, index + 1, chosen.length)
  }
  yield toRows(outcomes, listed)
}

function toMessages(chat: readonly ChatLine[]): Utterance[] {
  return chat.filter(({ kind }) => kind === 'message').map(({ id, author, text, ts }) => ({ id, author, text, ts }))
}

export function comparePlants(
  plants: readonly Plant[],
  { actions, meeting }: MeetingRecord,
  messages: readonly Utterance[],
): PlantOutcome[] {
  const idOf = (position: number) => messages[meeting.spoken[position]!.index]!.id
  return plants.map(plant => {
    const own = actions.filter(({ positions }) => positions.some(position => plant.messages.includes(idOf(position))))
    const isWrong = own.some(({ owners }) => owners.length > 0 && owners.join() !== plant.owner)
    const outcome = { plant, isListed: own.length > 0, isWrong: plant.owner !== undefined && isWrong }
    return plant.due === undefined ? outcome : { ...outcome, hasDue: own.some(({ due }) => due?.date === plant.due) }
  })
}

function toRows(outcomes: readonly PlantOutcome[], listed: readonly number[]): EvaluationRow[] {
  const share = (metric: string, of: readonly PlantOutcome[], test: (outcome: PlantOutcome) => boolean) => ({
    ...{ task, metric, value: mean(of.map(outcome => (test(outcome) ? 1 : 0))), n: of.length },
  })
  const real = outcomes.filter(({ plant }) => plant.owner !== undefined)
  const found = real.filter(({ isListed }) => isListed)
  const decoys = outcomes.filter(({ plant }) => plant.owner === undefined)
  return [
    share('actions found', real, ({ isListed }) => isListed),
    share('wrong owners', found, ({ isWrong }) => isWrong),
    share(
      'due dates right',
      found.filter(({ hasDue }) => hasDue !== undefined),
      ({ hasDue }) => hasDue === true,
    ),
    share('decoys listed', decoys, ({ isListed }) => isListed),
    { task, metric: 'listed a message, without plants', value: mean(listed), n: listed.length },
  ]
}
