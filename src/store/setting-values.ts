/** Single values that are kept by name: what people have set, and what Parley must know at its next start. */
import type { Kysely } from 'kysely'
import type { Database } from './database.ts'

/** @returns the value as it was written, unchecked; undefined where there is none */
export async function readSetting(db: Kysely<Database>, key: string): Promise<unknown> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst()
  return row && JSON.parse(row.value)
}

/** @param value anything that JSON can hold */
export async function writeSetting(db: Kysely<Database>, key: string, value: unknown): Promise<void> {
  const written = JSON.stringify(value)
  await db
    .insertInto('settings')
    .values({ key, value: written })
    .onConflict(conflict => conflict.column('key').doUpdateSet({ value: written }))
    .execute()
}
