/** Knows whether Parley was ever started on this store. */
import type { Store } from '../store/store.ts'

const KEY = 'first-start'

/** True once in the life of a store: asking writes it down. */
export async function isFirstStart(store: Store, now = new Date()): Promise<boolean> {
  const inserted = await store.db
    .insertInto('settings')
    .values({ key: KEY, value: JSON.stringify(now.toISOString()) })
    .onConflict(conflict => conflict.column('key').doNothing())
    .executeTakeFirst()
  return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n
}
