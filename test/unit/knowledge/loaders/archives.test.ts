import { describe, expect, it } from 'vitest'
import { createArchiveLoader } from '../../../../knowledge/loaders/archive.ts'
import { openBytes } from '../../../../knowledge/loaders/open-file.ts'
import { findLoader } from '../../../../knowledge/loaders/registry.ts'
import { makeWheel } from '../../models/download/make-wheel.ts'
import { keysOf, load, parseAll, readBytes } from './read-fixture.ts'

const note = (text: string) => Buffer.from(text)

describe('a zip archive', () => {
  it('is read file by file, each as its format is; what breaks or cannot be read is named', async () => {
    const loaded = await load('folder.zip')
    expect(keysOf(loaded)).toEqual(['docs/leave.md', 'docs/prices.xlsx', 'etc/evil.md', 'docs/broken.pdf'])
    expect(loaded.filter(entry => !('item' in entry))).toEqual([
      { passedOver: { where: 'docs/a.png and 1 more .png files', reason: 'not a format that can be read' } },
    ])
    const items = loaded.flatMap(entry => ('item' in entry ? [entry.item] : []))
    expect(items[0]!.modifiedAt?.getFullYear()).toBe(2026)
    await expect((async () => items[3]!.parse())()).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(/^broken\.pdf /),
    })
  })

  it('gives paths that stay inside it', async () => {
    const names = ['../../up.md', '/root.md', 'C:\\drive\\back.md', 'a/./b/../c.md', 'line\nbreak.md']
    const archive = makeWheel(Object.fromEntries(names.map(name => [name, note('words')])))
    expect(keysOf(await load('paths.zip', archive))).toEqual([
      'up.md',
      'root.md',
      'C:/drive/back.md',
      'a/b/c.md',
      'linebreak.md',
    ])
  })

  it('may hold an archive, which may hold none', async () => {
    const innermost = makeWheel({ 'deep.md': note('too deep') })
    const inner = makeWheel({ 'near.md': note('near'), 'more.zip': innermost })
    const loaded = await load('outer.zip', makeWheel({ 'inner.zip': inner, 'top.md': note('top') }))
    expect(keysOf(loaded)).toEqual(['inner.zip/near.md', 'top.md'])
    expect(loaded).toContainEqual({
      passedOver: { where: 'inner.zip, more.zip', reason: 'an archive in an archive in an archive' },
    })
  })

  it('reads the rest where one file in it is damaged', async () => {
    const archive = makeWheel({ 'bad.md': note('these words will be damaged'), 'good.md': note('good') })
    archive[40] = archive[40]! ^ 0xff
    const loaded = await load('half.zip', archive)
    expect(keysOf(loaded)).toEqual(['good.md'])
    expect(loaded[0]).toMatchObject({ failure: { where: 'bad.md', reason: expect.stringMatching(/damaged/) } })
  })

  it('refuses a file that is larger than it may be, unpacked, without unpacking it', async () => {
    const archive = makeWheel({ 'bomb.md': Buffer.alloc(65 * 1024 * 1024, 'a'), 'good.md': note('good') })
    expect(archive.length).toBeLessThan(100_000)
    const loaded = await load('bomb.zip', archive)
    expect(loaded[0]).toMatchObject({ failure: { where: 'bomb.md', reason: 'is larger than 64 MiB; split it.' } })
    expect(keysOf(loaded)).toEqual(['good.md'])
  })

  it('refuses a file that unpacks to more than it says', async () => {
    const archive = makeWheel({ 'liar.md': Buffer.alloc(1024 * 1024, 'a') })
    const central = archive.indexOf('PK\x01\x02')
    archive.writeUInt32LE(10, central + 24)
    expect((await load('liar.zip', archive))[0]).toMatchObject({ failure: { where: 'liar.md' } })
  })

  it('stops with one line once it and the archives in it unpack to too much, or hold too many files', async () => {
    const inner = makeWheel({ 'a.md': Buffer.alloc(600, 'a'), 'b.md': note('b') })
    const outer = openBytes('bombs.zip', makeWheel({ 'a.zip': inner, 'b.zip': inner }))
    const read = (entries: number, bytes: number) =>
      Array.fromAsync(createArchiveLoader(findLoader, () => ({ entries, bytes })).load(outer))
    expect(keysOf(await read(6, 5000))).toEqual(['a.zip/a.md', 'a.zip/b.md', 'b.zip/a.md', 'b.zip/b.md'])
    const code = 'INPUT_TOO_LARGE'
    await expect(read(6, 1000)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/unpacks to more than 2 GiB/),
    })
    const [, , refused] = await read(4, 5000)
    expect(refused).toMatchObject({ failure: { where: 'b.zip', reason: expect.stringMatching(/^holds more than/) } })
  })
})

describe('a Notion export', () => {
  it('loses the ids in names, links and titles, and takes a database once and whole', async () => {
    const documents = await parseAll(await load('notion.zip'))
    expect(Object.keys(documents)).toEqual([
      'Handbook.md',
      'Handbook/Leave.md',
      expect.stringMatching(/^Handbook\/Leave [0-9a-f]{8}\.md$/),
      'Handbook/Stations.csv',
    ])
    expect(documents['Handbook.md']).toMatchObject({
      title: 'Handbook',
      text: expect.stringContaining('See Leave first.'),
    })
    expect(documents['Handbook/Stations.csv']!.text).toContain('| Quay Street | Mara |\n| Old Mill | Jonas |')
  })
})

describe('a Confluence export', () => {
  it('gives the pages without their frame, with who changed them last and when', async () => {
    const documents = await parseAll(await load('confluence.zip'))
    expect(Object.keys(documents)).toEqual(['OPS/Winter-storage_11.html'])
    expect(Object.values(documents)[0]).toMatchObject({
      title: 'Winter storage',
      author: 'Jonas Weber',
      updatedAt: new Date('2026-02-11T00:00:00Z'),
      text: 'Bikes are stored in hall B from November to February.\n\n## Batteries\n\nCharge them to 60 percent.',
    })
  })
})

describe('an Office file', () => {
  it('cannot make the reader unpack more than it may', async () => {
    const parts = {
      '[Content_Types].xml': note('<Types/>'),
      'word/document.xml': note('<document/>'),
      'word/styles.xml': Buffer.alloc(40 * 1024 * 1024, ' '),
    }
    const [loaded] = await load('bomb.docx', makeWheel(parts))
    await expect((async () => 'item' in loaded! && loaded.item.parse())()).rejects.toMatchObject({
      code: 'INPUT_TOO_LARGE',
    })
  })

  it('has its entities left alone', async () => {
    const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(100)}"><!ENTITY c SYSTEM "file:///etc/passwd">]>`
    const workbook = `${laughs}<workbook xmlns:r="r"><sheets><sheet name="&b;&c;" r:id="r1"/></sheets></workbook>`
    const [loaded] = await load('laughs.xlsx', makeWheel({ 'xl/workbook.xml': note(workbook) }))
    await expect((async () => 'item' in loaded! && loaded.item.parse())()).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    })
  })

  it('says that an old or protected one must be saved anew', async () => {
    const [loaded] = await load(
      'old.xlsx',
      Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), readBytes('prices.xlsx')]),
    )
    await expect((async () => 'item' in loaded! && loaded.item.parse())()).rejects.toThrow(
      /protected by a password or in the format before 2007/,
    )
  })
})
