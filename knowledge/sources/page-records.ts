/** What is remembered of fetched pages, so that an unchanged one is neither sent nor read again. */
import type { Kysely } from 'kysely'
import type { Database } from '../../src/store/database.ts'
import type { PageValidators } from './web-client.ts'

export interface PageRecord extends PageValidators {
  url: string
  /** Pages it links to, those alone that may be wanted. */
  links: string[]
}

export interface PageRecords {
  find(url: string): Promise<PageRecord | undefined>
  save(page: PageRecord): Promise<void>
  /** Forgets what is remembered of pages that are not documents any more. */
  deleteOrphans(): Promise<void>
}

/** @param version of reading and dividing pages: what another one has read is fetched again */
export function createPageRecords(db: Kysely<Database>, version: string): PageRecords {
  return {
    async find(url) {
      const row = await db.selectFrom('pages').selectAll().where('url', '=', url).executeTakeFirst()
      if (row === undefined || row.version !== version) return undefined
      const { etag, last_modified: lastModified, links } = row
      return {
        url,
        etag: etag ?? undefined,
        lastModified: lastModified ?? undefined,
        links: JSON.parse(links) as string[],
      }
    },
    async save({ url, etag = null, lastModified = null, links }) {
      const row = { version, etag, last_modified: lastModified, links: JSON.stringify(links) }
      await db
        .insertInto('pages')
        .values({ url, ...row })
        .onConflict(conflict => conflict.column('url').doUpdateSet(row))
        .execute()
    },
    async deleteOrphans() {
      await db.deleteFrom('pages').where('url', 'not in', db.selectFrom('documents').select('source')).execute()
    },
  }
}
