/** When people were last seen in a channel: what "since I was last here" means. */
import type { Kysely } from 'kysely'
import type { Database } from '../store/database.ts'

export interface Visits {
  /** The end of the visit before the present one, ISO 8601: whoever just wrote something asks about the time before. */
  last(channel: string, person: string, now: Date): Promise<string | undefined>
  /** A person wrote in a channel, or had it read to them. */
  put(channel: string, person: string, at: Date): Promise<void>
  forgetPerson(person: string): Promise<void>
}

/** Whoever writes again within this time has not been away. */
const ABSENCE_MS = 30 * 60_000

export function createVisits(options: { db: Kysely<Database>; platform: string }): Visits {
  const { db, platform } = options
  return {
    async last(channel, person, now) {
      const row = await db
        .selectFrom('visits')
        .select(['at', 'before'])
        .where('platform', '=', platform)
        .where('channel', '=', channel)
        .where('person', '=', person)
        .executeTakeFirst()
      if (!row) return undefined
      return isAway(row.at, now) ? row.at : (row.before ?? undefined)
    },
    async put(channel, person, at) {
      const time = at.toISOString()
      await db
        .insertInto('visits')
        .values({ platform, channel, person, at: time, before: null })
        .onConflict(conflict =>
          conflict
            .columns(['platform', 'channel', 'person'])
            .doUpdateSet(row => ({
              before: row
                .case()
                .when('visits.at', '<', new Date(at.getTime() - ABSENCE_MS).toISOString())
                .then(row.ref('visits.at'))
                .else(row.ref('visits.before'))
                .end(),
              at: time,
            }))
            .where('visits.at', '<', time),
        )
        .execute()
    },
    async forgetPerson(person) {
      await db.deleteFrom('visits').where('platform', '=', platform).where('person', '=', person).execute()
    },
  }
}

function isAway(at: string, now: Date): boolean {
  return now.getTime() - Date.parse(at) > ABSENCE_MS
}
