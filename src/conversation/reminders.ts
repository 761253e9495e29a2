/** What channels are to be reminded of, and when: tasks of minutes that are due on a day. */
import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { ParleyError } from '../errors.ts'
import type { Database, RemindersTable } from '../store/database.ts'
import type { Place } from './chat-port.ts'
import type { DerivedTexts } from './derived-texts.ts'

/** A message that something rests on. */
export interface TaskSource {
  place: Place
  messageId: string
}

/** What somebody is to do, as minutes say it. */
export interface KeptTask {
  owner: string | null
  task: string
  /** `YYYY-MM-DD`, or the words for a day that is not known. */
  due: string | null
  /** Absent where the minutes were made of a file. */
  source?: TaskSource
}

export interface Reminder {
  id: string
  /** Where it is posted. */
  place: Place
  /** Who asked for it. */
  person: string
  owner: string | null
  /** Empty where the words it was made of were changed or taken back since. */
  task: string
  /** `YYYY-MM-DD` */
  due: string
  /** ISO 8601. */
  remindAt: string
  source?: TaskSource
  /** How often posting it was begun. */
  attempts: number
}

export interface NewReminders {
  /** The minutes that they come from. */
  reply: string
  place: Place
  person: string
  /** IANA name of the zone whose morning it is. */
  timeZone: string
  tasks: readonly KeptTask[]
}

export interface Reminders extends DerivedTexts {
  /**
   * Keeps those of the tasks whose day is known and has not begun to be over; a task that is kept already is not kept twice.
   * @returns the reminders of these tasks that are waiting now, the next one first
   * @throws ParleyError INPUT_TOO_LARGE where a channel has too many
   */
  add(given: NewReminders): Promise<Reminder[]>
  /** Those that wait, in a channel, or of a person wherever; the next one first. */
  waiting(of: { channel: string } | { person: string }): Promise<Reminder[]>
  /** Those that are due, the oldest first. */
  due(now: Date): Promise<Reminder[]>
  /** Counts one more attempt. */
  begin(id: string): Promise<void>
  /** From now on nobody posts it; to be called just before the last step, as with questions of the inbox. */
  finish(id: string): Promise<void>
  /** What was finished could not be shown: it is due again. */
  resume(id: string): Promise<void>
  /** Its words go; its id stays, so that the same task is not kept again. */
  forgetWords(id: string): Promise<void>
  remove(id: string): Promise<void>
  /** Whether the message that a reminder rests on is still there, with whatever words. */
  hasSource(reminder: Reminder): Promise<boolean>
  /** The minutes were written anew under another id. */
  moveTo(reply: string, from: string): Promise<void>
  /** The minutes are gone. */
  removeOf(reply: string): Promise<void>
  /** Those that a person asked for. @returns how many */
  forgetPerson(person: string): Promise<number>
}

/** The morning, for who comes to work. */
const REMIND_AT = '09:00'
const MAX_WAITING = 200
const MAX_TASK_CHARS = 500
/** Of one look at the clock; the next one takes the others. */
const MAX_DUE = 50
/** Ids of what was posted, to know it again. */
const KEEP_MS = 30 * 24 * 3600_000

export function createReminders(options: { db: Kysely<Database>; platform: string; now: () => Date }): Reminders {
  const { db, platform, now } = options
  const waitingRows = () =>
    db
      .selectFrom('reminders')
      .selectAll()
      .where('platform', '=', platform)
      .where('state', '=', 'waiting')
      .orderBy('remind_at')
      .orderBy('id')

  const mark = async (id: string, state: 'waiting' | 'done') => {
    await db.updateTable('reminders').set({ state }).where('id', '=', id).execute()
  }

  return {
    async add({ reply, place, person, timeZone, tasks }) {
      const { channel } = place
      const ids: string[] = []
      const rows: Omit<RemindersTable, 'attempts'>[] = []
      for (const { owner, task, due, source } of tasks) {
        const remindAt = due === null ? undefined : morningOf(due, timeZone)
        if (due === null || remindAt === undefined || remindAt <= now().toISOString()) continue
        const id = digest(platform, channel, owner ?? '', task, due)
        ids.push(id)
        rows.push({
          ...{ id, platform, channel, place: JSON.stringify(place), reply, person },
          ...{ owner, task: task.slice(0, MAX_TASK_CHARS), due, remind_at: remindAt },
          ...{ source: source ? JSON.stringify(source) : null, state: 'waiting' },
        })
      }
      if (rows.length === 0) return []
      const before = await waitingRows().where('channel', '=', channel).limit(MAX_WAITING).execute()
      if (before.length + rows.length > MAX_WAITING) {
        throw new ParleyError(
          'INPUT_TOO_LARGE',
          `At most ${MAX_WAITING} reminders wait in a channel. Cancel some with /parley reminders.`,
        )
      }
      await db
        .insertInto('reminders')
        .values(rows)
        .onConflict(conflict => conflict.column('id').doNothing())
        .execute()
      return (await waitingRows().where('id', 'in', ids).execute()).map(toReminder)
    },
    async waiting(of) {
      const [column, value] = 'channel' in of ? (['channel', of.channel] as const) : (['person', of.person] as const)
      return (await waitingRows().where(column, '=', value).execute()).map(toReminder)
    },
    async due(moment) {
      const forgetBefore = new Date(moment.getTime() - KEEP_MS).toISOString()
      await db.deleteFrom('reminders').where('state', '=', 'done').where('remind_at', '<', forgetBefore).execute()
      const rows = await waitingRows().where('remind_at', '<=', moment.toISOString()).limit(MAX_DUE).execute()
      return rows.map(toReminder)
    },
    async begin(id) {
      await db
        .updateTable('reminders')
        .set(row => ({ attempts: row('attempts', '+', 1) }))
        .where('id', '=', id)
        .execute()
    },
    finish: id => mark(id, 'done'),
    resume: id => mark(id, 'waiting'),
    async forgetWords(id) {
      await db.updateTable('reminders').set({ owner: null, task: '', source: null }).where('id', '=', id).execute()
    },
    async remove(id) {
      await db.deleteFrom('reminders').where('id', '=', id).execute()
    },
    async hasSource({ source }) {
      if (!source) return false
      const row = await db
        .selectFrom('messages')
        .select('id')
        .where('platform', '=', platform)
        .where('channel', '=', source.place.channel)
        .where('id', '=', source.messageId)
        .where('text', '!=', '')
        .executeTakeFirst()
      return row !== undefined
    },
    async moveTo(reply, from) {
      await db
        .updateTable('reminders')
        .set({ reply })
        .where('platform', '=', platform)
        .where('reply', '=', from)
        .execute()
    },
    async removeOf(reply) {
      await db.deleteFrom('reminders').where('platform', '=', platform).where('reply', '=', reply).execute()
    },
    async forgetPerson(person) {
      const gone = await db
        .deleteFrom('reminders')
        .where('platform', '=', platform)
        .where('person', '=', person)
        .executeTakeFirst()
      return Number(gone.numDeletedRows)
    },
    async forgetMessages({ channel }, ids) {
      const places = await db
        .selectFrom('reminders')
        .select(['id', 'source'])
        .where('platform', '=', platform)
        .where(sql<boolean>`json_extract(source, '$.place.channel') = ${channel}`)
        .execute()
      const gone = new Set(ids)
      const made = places.filter(({ source }) => gone.has((JSON.parse(source!) as TaskSource).messageId))
      const stale = made.map(({ id }) => id)
      await db.updateTable('reminders').set({ owner: null, task: '' }).where('id', 'in', stale).execute()
    },
    async forgetChannel({ channel }) {
      await db
        .deleteFrom('reminders')
        .where('platform', '=', platform)
        .where(row =>
          row.or([row('channel', '=', channel), sql<boolean>`json_extract(source, '$.place.channel') = ${channel}`]),
        )
        .execute()
    },
  }
}

/** @returns undefined for what is no day */
function morningOf(due: string, timeZone: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(due)) return undefined
  try {
    const morning = Temporal.PlainDate.from(due).toZonedDateTime({ timeZone, plainTime: REMIND_AT })
    return new Date(morning.epochMilliseconds).toISOString()
  } catch {
    return undefined
  }
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 20)
}

function toReminder(
  row: { [column in keyof RemindersTable]: column extends 'attempts' ? number : RemindersTable[column] },
): Reminder {
  const { id, person, owner, task, due, attempts } = row
  return {
    ...{ id, person, owner, task, due, attempts },
    place: JSON.parse(row.place) as Place,
    remindAt: row.remind_at,
    ...(row.source === null ? {} : { source: JSON.parse(row.source) as TaskSource }),
  }
}
