/** Takes documents out of the knowledge base. */
import type { DocumentRecord, DocumentRecords } from './document-records.ts'
import type { PassageIndex } from './passage-index.ts'

/** Takes documents out of the index, then out of the store; interrupted in between, they are indexed or removed again. */
export async function removeDocuments(
  { index, records }: { index: PassageIndex; records: DocumentRecords },
  documents: readonly DocumentRecord[],
): Promise<void> {
  if (documents.length === 0) return
  const ids = documents.map(({ id }) => id)
  await records.save(documents.map(record => ({ ...record, hash: '', state: 'pending' as const })))
  if (await index.exists()) await index.replaceDocuments(ids, [])
  await records.delete(ids)
}
