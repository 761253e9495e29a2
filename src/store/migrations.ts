/** The store's schema, step by step; a step that was released is never changed, a new one is added after it. */
import type { Kysely, Migration } from 'kysely'

async function createTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('documents')
    .addColumn('id', 'text', column => column.primaryKey().notNull())
    .addColumn('source', 'text', column => column.notNull())
    .addColumn('uri', 'text', column => column.notNull().unique())
    .addColumn('title', 'text', column => column.notNull())
    .addColumn('hash', 'text', column => column.notNull())
    .addColumn('acl', 'text', column => column.notNull())
    .addColumn('state', 'text', column => column.notNull())
    .addColumn('error', 'text')
    .addColumn('chunks', 'integer', column => column.notNull())
    .addColumn('added_by', 'text')
    .addColumn('updated_at', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('documents_source').on('documents').column('source').execute()

  await db.schema
    .createTable('sources')
    .addColumn('path', 'text', column => column.primaryKey().notNull())
    .addColumn('acl', 'text', column => column.notNull())
    .addColumn('state', 'text', column => column.notNull())
    .addColumn('updated_at', 'text', column => column.notNull())
    .execute()

  await db.schema
    .createTable('turns')
    .addColumn('id', 'integer', column => column.primaryKey().autoIncrement())
    .addColumn('conversation', 'text', column => column.notNull())
    .addColumn('role', 'text', column => column.notNull())
    .addColumn('text', 'text', column => column.notNull())
    .addColumn('created_at', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('turns_conversation').on('turns').columns(['conversation', 'id']).execute()

  await db.schema
    .createTable('inbox')
    .addColumn('id', 'text', column => column.primaryKey().notNull())
    .addColumn('body', 'text', column => column.notNull())
    .addColumn('state', 'text', column => column.notNull())
    .addColumn('attempts', 'integer', column => column.notNull().defaultTo(0))
    .addColumn('received_at', 'text', column => column.notNull())
    .addColumn('finished_at', 'text')
    .execute()
  await db.schema.createIndex('inbox_state').on('inbox').columns(['state', 'received_at']).execute()

  await db.schema
    .createTable('settings')
    .addColumn('key', 'text', column => column.primaryKey().notNull())
    .addColumn('value', 'text', column => column.notNull())
    .execute()
}

/** In the order of their names. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-tables': { up: createTables },
}
