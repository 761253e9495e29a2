/** Workspaces that installed Parley: their tokens, sealed, by the id of the workspace or organisation. */
import type { Kysely } from 'kysely'
import type { Database } from './database.ts'
import type { SecretBox } from './secret-box.ts'

export interface Installations {
  /** @throws ParleyError CONFIG_INVALID where the key has changed */
  find(id: string): Promise<string | undefined>
  put(id: string, installation: string): Promise<void>
  remove(id: string): Promise<void>
  list(): Promise<string[]>
}

export function createInstallations(options: {
  db: Kysely<Database>
  box: SecretBox
  platform: string
  now: () => Date
}): Installations {
  const { db, box, platform, now } = options
  return {
    async find(id) {
      const row = await db
        .selectFrom('installations')
        .select('sealed')
        .where('platform', '=', platform)
        .where('id', '=', id)
        .executeTakeFirst()
      return row && box.open(row.sealed)
    },
    async put(id, installation) {
      const kept = { sealed: box.seal(installation), updated_at: now().toISOString() }
      await db
        .insertInto('installations')
        .values({ platform, id, ...kept })
        .onConflict(conflict => conflict.columns(['platform', 'id']).doUpdateSet(kept))
        .execute()
    },
    async remove(id) {
      await db.deleteFrom('installations').where('platform', '=', platform).where('id', '=', id).execute()
    },
    async list() {
      const rows = await db.selectFrom('installations').select('id').where('platform', '=', platform).execute()
      return rows.map(({ id }) => id)
    },
  }
}
