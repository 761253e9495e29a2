/** Files and messages that people add from a chat: kept as they are, read in their own format, gone with their message. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createKnowledgeKeeper, type KnowledgeKeeper } from '../../../src/conversation/keep-knowledge.ts'
import { readAttachment } from '../../../src/conversation/read-attachment.ts'
import { useKnowledge } from '../knowledge/sources/open-test-knowledge.ts'

const test = useKnowledge()
const fixtures = join(import.meta.dirname, '../../fixtures/documents')
const { signal } = new AbortController()
const shared = { channel: 'c', acl: ['place:memory:c'], addedBy: 'ada' }
let keeper: KnowledgeKeeper

beforeEach(() => {
  keeper = createKnowledgeKeeper({
    knowledge: test.knowledge,
    folder: join(test.folder, 'data', 'kept'),
    platform: 'memory',
  })
})

const fixture = (name: string) => ({ id: `F-${name}`, name, bytes: readFileSync(join(fixtures, name)) })
const ids = async () => (await test.knowledge.list()).map(({ id }) => id)

describe('a file that is added from a chat', () => {
  it('is read in its own format, page by page, and keeps its bytes', async () => {
    const content = fixture('handbook.pdf')
    await keeper.add({ ...shared, messageId: 'm', content }, signal)
    const [passage] = await test.knowledge.search({
      query: 'What does a lost key cost?',
      readers: shared.acl,
      limit: 1,
    })
    expect(passage).toMatchObject({ title: 'Station handbook 2026', doc: 'handbook.pdf' })
    expect(passage!.locations!.some(({ label }) => label.startsWith('p. '))).toBe(true)
    expect(await test.find('lost key')).toEqual([])
    expect(readFileSync(passage!.uri)).toEqual(content.bytes)
    expect(await test.knowledge.list()).toMatchObject([{ addedBy: 'ada', kind: 'files', acl: shared.acl }])
    expect(await test.knowledge.rebuild()).toMatchObject({ indexed: 1, failed: 0 })
  })

  it('goes with its message, and stays when the words of the message change', async () => {
    await keeper.add({ ...shared, messageId: 'm', content: { title: 'Note', text: 'The anchor is green.' } }, signal)
    await keeper.add({ ...shared, messageId: 'm', content: fixture('handbook.pdf') }, signal)
    await keeper.add({ ...shared, messageId: 'other', content: { ...fixture('handbook.pdf'), id: 'F2' } }, signal)
    expect(await keeper.removeText('c', 'm')).toBe(true)
    expect(await keeper.removeText('c', 'm')).toBe(false)
    expect(await ids()).toHaveLength(2)
    expect(await keeper.remove('c', 'm')).toBe(true)
    expect(await ids()).toHaveLength(1)
    expect(await test.knowledge.sources()).toHaveLength(1)
  })

  it('cannot say itself who reads it', async () => {
    const bytes = Buffer.from('{"id":"x","text":"The anchor is blue.","acl":["public","place:memory:other"]}\n')
    await keeper.add({ ...shared, messageId: 'm', content: { id: 'F', name: 'x.jsonl', bytes } }, signal)
    const { source } = (await test.knowledge.list())[0]!
    await test.knowledge.refresh(source)
    expect(await test.knowledge.list()).toMatchObject([{ acl: shared.acl }])
    expect(await test.find('anchor', ['place:memory:other'])).toEqual([])
  })

  it('leaves nothing behind where it cannot be read', async () => {
    const content = { id: 'F', name: '../../x/\u0007.pdf', bytes: Buffer.from('no pdf') }
    await expect(keeper.add({ ...shared, messageId: 'm', content }, signal)).rejects.toThrow(/could not be added/)
    expect(await ids()).toEqual([])
    expect(await test.knowledge.sources()).toEqual([])
  })
})

describe('the text of a dropped file', () => {
  it('is read in its own format, and a log of messages as it stands', async () => {
    expect(await readAttachment('Handbook.PDF', fixture('handbook.pdf').bytes)).toMatch(/25 euros/)
    expect(await readAttachment('log.txt', Buffer.from('[10:00] Ada: hi\n'))).toBe('[10:00] Ada: hi\n')
    await expect(readAttachment('x.docx', Buffer.from('no'))).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })
})
