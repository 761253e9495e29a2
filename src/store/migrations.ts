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

async function createChannelTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('messages')
    .addColumn('platform', 'text', column => column.notNull())
    .addColumn('channel', 'text', column => column.notNull())
    .addColumn('id', 'text', column => column.notNull())
    .addColumn('thread', 'text')
    .addColumn('author_id', 'text', column => column.notNull())
    .addColumn('author_name', 'text', column => column.notNull())
    .addColumn('author_kind', 'integer', column => column.notNull())
    .addColumn('text', 'text', column => column.notNull())
    .addColumn('sent_at', 'text', column => column.notNull())
    .addColumn('edited_at', 'text')
    .addPrimaryKeyConstraint('messages_key', ['platform', 'channel', 'id'])
    .execute()
  await db.schema.createIndex('messages_time').on('messages').columns(['platform', 'channel', 'sent_at']).execute()
  await db.schema.createIndex('messages_author').on('messages').columns(['platform', 'author_id']).execute()

  await db.schema
    .createTable('channels')
    .addColumn('platform', 'text', column => column.notNull())
    .addColumn('channel', 'text', column => column.notNull())
    .addColumn('complete_since', 'text', column => column.notNull())
    .addPrimaryKeyConstraint('channels_key', ['platform', 'channel'])
    .execute()

  await db.schema
    .createTable('visits')
    .addColumn('platform', 'text', column => column.notNull())
    .addColumn('channel', 'text', column => column.notNull())
    .addColumn('person', 'text', column => column.notNull())
    .addColumn('at', 'text', column => column.notNull())
    .addColumn('before', 'text')
    .addPrimaryKeyConstraint('visits_key', ['platform', 'channel', 'person'])
    .execute()

  await db.schema
    .createTable('replies')
    .addColumn('id', 'text', column => column.primaryKey().notNull())
    .addColumn('platform', 'text', column => column.notNull())
    .addColumn('place', 'text', column => column.notNull())
    .addColumn('channel', 'text', column => column.notNull())
    .addColumn('person', 'text', column => column.notNull())
    .addColumn('question', 'text')
    .addColumn('event', 'text', column => column.notNull())
    .addColumn('pipeline', 'text', column => column.notNull())
    .addColumn('text', 'text', column => column.notNull())
    .addColumn('lang', 'text', column => column.notNull())
    .addColumn('private', 'integer', column => column.notNull())
    .addColumn('created_at', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('replies_question').on('replies').columns(['platform', 'channel', 'question']).execute()
  await db.schema.createIndex('replies_person').on('replies').columns(['platform', 'person']).execute()

  await db.schema
    .createTable('reply_messages')
    .addColumn('platform', 'text', column => column.notNull())
    .addColumn('channel', 'text', column => column.notNull())
    .addColumn('id', 'text', column => column.notNull())
    .addColumn('reply', 'text', column => column.notNull().references('replies.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('reply_messages_key', ['platform', 'channel', 'id'])
    .execute()
  await db.schema.createIndex('reply_messages_reply').on('reply_messages').column('reply').execute()

  await db.schema
    .createTable('feedback')
    .addColumn('reply', 'text', column => column.notNull())
    .addColumn('platform', 'text', column => column.notNull())
    .addColumn('person', 'text', column => column.notNull())
    .addColumn('value', 'integer', column => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('created_at', 'text', column => column.notNull())
    .addPrimaryKeyConstraint('feedback_key', ['reply', 'person'])
    .execute()

  await db.schema
    .createTable('installations')
    .addColumn('platform', 'text', column => column.notNull())
    .addColumn('id', 'text', column => column.notNull())
    .addColumn('sealed', 'text', column => column.notNull())
    .addColumn('updated_at', 'text', column => column.notNull())
    .addPrimaryKeyConstraint('installations_key', ['platform', 'id'])
    .execute()
}

async function addDocumentOrigins(db: Kysely<unknown>): Promise<void> {
  for (const column of ['author', 'source_updated_at', 'locations']) {
    await db.schema.alterTable('documents').addColumn(column, 'text').execute()
  }
}

async function addSources(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('sources').addColumn('options', 'text').execute()
  await db.schema.alterTable('sources').addColumn('error', 'text').execute()
  await db.schema
    .createTable('pages')
    .addColumn('url', 'text', column => column.primaryKey().notNull())
    .addColumn('version', 'text', column => column.notNull())
    .addColumn('etag', 'text')
    .addColumn('last_modified', 'text')
    .addColumn('links', 'text', column => column.notNull())
    .execute()
  await db.schema
    .alterTable('messages')
    .addColumn('addressed', 'integer', column => column.notNull().defaultTo(0))
    .execute()
  await db.schema.createIndex('messages_thread').on('messages').columns(['platform', 'channel', 'thread']).execute()
}

async function addFeedbackTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('curated_answers')
    .addColumn('id', 'text', column => column.primaryKey().notNull())
    .addColumn('question', 'text', column => column.notNull())
    .addColumn('question_key', 'text', column => column.notNull())
    .addColumn('answer', 'text', column => column.notNull())
    .addColumn('lang', 'text', column => column.notNull())
    .addColumn('acl', 'text', column => column.notNull())
    .addColumn('added_by', 'text', column => column.notNull())
    .addColumn('added_by_name', 'text', column => column.notNull())
    .addColumn('platform', 'text')
    .addColumn('channel', 'text')
    .addColumn('embedder', 'text', column => column.notNull())
    .addColumn('vector', 'blob', column => column.notNull())
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('updated_at', 'text', column => column.notNull())
    .addUniqueConstraint('curated_answers_question', ['question_key', 'acl'])
    .execute()

  await db.schema
    .createTable('asked_questions')
    .addColumn('reply', 'text', column => column.primaryKey().notNull())
    .addColumn('platform', 'text', column => column.notNull())
    .addColumn('place', 'text', column => column.notNull())
    .addColumn('person', 'text', column => column.notNull())
    .addColumn('private', 'integer', column => column.notNull())
    .addColumn('question', 'text', column => column.notNull())
    .addColumn('lang', 'text', column => column.notNull())
    .addColumn('readers', 'text', column => column.notNull())
    .addColumn('answered', 'integer', column => column.notNull())
    .addColumn('confidence', 'real', column => column.notNull())
    .addColumn('documents', 'text', column => column.notNull())
    .addColumn('asked_at', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('asked_questions_time').on('asked_questions').column('asked_at').execute()
  await db.schema.createIndex('asked_questions_person').on('asked_questions').columns(['platform', 'person']).execute()

  await db.schema
    .createTable('contradictions')
    .addColumn('id', 'text', column => column.primaryKey().notNull())
    .addColumn('question', 'text', column => column.notNull())
    .addColumn('passages', 'text', column => column.notNull())
    .addColumn('found_at', 'text', column => column.notNull())
    .execute()

  await db.schema.alterTable('feedback').addColumn('suggestion', 'text').execute()
}

async function addReminders(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('reminders')
    .addColumn('id', 'text', column => column.primaryKey().notNull())
    .addColumn('platform', 'text', column => column.notNull())
    .addColumn('channel', 'text', column => column.notNull())
    .addColumn('place', 'text', column => column.notNull())
    .addColumn('reply', 'text', column => column.notNull())
    .addColumn('person', 'text', column => column.notNull())
    .addColumn('owner', 'text')
    .addColumn('task', 'text', column => column.notNull())
    .addColumn('due', 'text', column => column.notNull())
    .addColumn('remind_at', 'text', column => column.notNull())
    .addColumn('source', 'text')
    .addColumn('state', 'text', column => column.notNull())
    .addColumn('attempts', 'integer', column => column.notNull().defaultTo(0))
    .execute()
  await db.schema.createIndex('reminders_time').on('reminders').columns(['platform', 'state', 'remind_at']).execute()
  await db.schema.createIndex('reminders_channel').on('reminders').columns(['platform', 'channel']).execute()
  await db.schema.alterTable('replies').addColumn('rests_on', 'text').execute()
  await db.schema.alterTable('replies').addColumn('tasks', 'text').execute()
  for (const column of ['files', 'reply_to']) await db.schema.alterTable('messages').addColumn(column, 'text').execute()
}

async function addSummaries(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('summaries')
    .addColumn('key', 'text', column => column.primaryKey().notNull())
    .addColumn('value', 'text', column => column.notNull())
    .addColumn('used_at', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('summaries_time').on('summaries').column('used_at').execute()
  await db.schema
    .createTable('summarized_messages')
    .addColumn('message', 'text', column => column.notNull())
    .addColumn('key', 'text', column => column.notNull())
    .addPrimaryKeyConstraint('summarized_messages_key', ['message', 'key'])
    .execute()
  await db.schema.createIndex('summarized_messages_by_key').on('summarized_messages').column('key').execute()
}

/** In the order of their names. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-tables': { up: createTables },
  '0002-channels': { up: createChannelTables },
  '0003-knowledge': { up: addDocumentOrigins },
  '0004-feedback': { up: addFeedbackTables },
  '0005-sources': { up: addSources },
  '0006-reminders': { up: addReminders },
  '0007-summaries': { up: addSummaries },
}
