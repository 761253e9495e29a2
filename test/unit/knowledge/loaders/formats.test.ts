/** Every format, on a real file of it: words, title, structure, places, author and date. */
import { describe, expect, it } from 'vitest'
import type { ParsedDocument } from '../../../../knowledge/loaders/loader.ts'
import { locationAt } from '../../../../knowledge/locations.ts'
import { readDocument } from '../../../../knowledge/read-document.ts'
import { outline, readBytes } from './read-fixture.ts'

interface Sample {
  file: string
  title: string
  author?: string
  /** ISO 8601, of what the source says. */
  updatedAt?: string
  /** Beginnings of some blocks, in order. */
  outline: string[]
  /** Words, and the label of the place where they stand. */
  places?: Record<string, string>
  /** True where it has places that are not looked up here. */
  hasPlaces?: true
}

const samples: Sample[] = [
  {
    file: 'handbook.pdf',
    title: 'Station handbook 2026',
    author: 'Mara Lind',
    outline: ['heading 1: Station handbook', 'heading 1: Deposits', 'heading 2: Lost keys', 'prose: A lost key costs'],
    places: {
      'Stations open at 07:30': 'p. 1',
      'A lost key costs the customer 25 euros': 'p. 2',
      'extension 310': 'p. 3',
    },
  },
  {
    file: 'chinese.pdf',
    title: 'chinese',
    hasPlaces: true,
    outline: ['prose: 港湾单车的员工每年有二十八天的年假，请假须提前两周向站长申请。'],
  },
  {
    file: 'leave.docx',
    title: 'Leave rules',
    author: 'Jonas Weber',
    updatedAt: '2026-02-03T09:30:00.000Z',
    outline: [
      'heading 1: Leave rules',
      'heading 1: Applying',
      'list: - name the days',
      'heading 2: Carrying over',
      'table: | Years of service | Days |',
    ],
  },
  {
    file: 'season.pptx',
    title: 'Season plan',
    author: 'Mara Lind',
    updatedAt: '2026-01-15T10:00:00.000Z',
    outline: [
      'heading 2: New stations',
      'prose: - Old Mill opens in April',
      'prose: Notes: The lease',
      'heading 2: Budget',
      'table: | Item | Euros |',
    ],
    places: {
      'Lighthouse opens in June': 'slide 2',
      'The lease for the lighthouse': 'slide 2',
      '| Locks | 3,100 |': 'slide 3',
    },
  },
  {
    file: 'prices.xlsx',
    title: 'Prices and stations',
    author: 'Ada Novak',
    outline: [
      'heading 2: Prices',
      'prose: Price list 2026',
      'table: | Bike | Per hour | Discount | Valid from |',
      'heading 2: Stations',
    ],
    places: {
      '| Cargo | 9.00 € | 12.5% | 2026-03-01 |': 'sheet Prices',
      '| Tandem | 1,200.50 € |': 'sheet Prices',
      '| Old Mill \\| North |': 'sheet Stations',
    },
  },
  { file: 'bikes.csv', title: 'bikes', outline: ['table: | Rahmen | Farbe | Höhe |'] },
  { file: 'locks.tsv', title: 'locks', outline: ['table: | Lock | Station | Key |'] },
  {
    file: 'guide.epub',
    title: 'Guide to the harbour',
    author: 'Ada Novak',
    outline: ['heading 1: The old port', 'heading 1: Along the coast', 'heading 2: Picnic spots', 'list: - the meadow'],
    places: { 'The ferry leaves': 'The old port', 'The coast road': 'Along the coast' },
  },
  {
    file: 'brakes.eml',
    title: 'Prüfung der Bremsen',
    author: 'Jonas Weber',
    updatedAt: '2026-03-02T08:30:00.000Z',
    outline: [
      'heading 1: Prüfung der Bremsen',
      'prose: From: Jonas Weber',
      'prose: Hello Mara,',
      'prose: the brakes of all cargo bikes',
    ],
  },
  {
    file: 'standup.vtt',
    title: 'Stand-up of 2 March',
    author: 'Mara Lind, Jonas Weber',
    outline: [
      'prose: **Mara Lind**: The brakes of B-102 are worn out & must be replaced. Who takes it?',
      'prose: **Jonas Weber**: I do',
    ],
    places: { 'The brakes of B-102': '00:00:01', 'by Thursday': '00:12:30' },
  },
  {
    file: 'talk.srt',
    title: 'talk',
    author: 'Ada, Ben',
    outline: [
      'prose: **Ada**: Willkommen zur Führung',
      'prose: Die Räder werden jeden Montag geprüft, und die Höhe',
      'prose: **Ben**: Danke schön',
    ],
    places: { 'die Höhe der Sättel': '00:01:10', 'Danke schön': '01:00:00' },
  },
  {
    file: 'rentals.ipynb',
    title: 'Rentals by month',
    outline: [
      'heading 1: Rentals by month',
      'code: ```python',
      'code: ```',
      'heading 2: Finding',
      'prose: July is the strongest month.',
    ],
    places: { "groupby('month')": 'cell 2', 'July    2210': 'cell 2', 'the strongest month': 'cell 3' },
  },
  {
    file: 'setup.rst',
    title: 'Setting up',
    outline: [
      'heading 1: Setting up',
      'heading 2: Installing',
      'code:    sudo harbour-install',
      'list: * open the start page',
      'heading 3: Ports',
      'table: =========',
      'code: .. code-block:: sh',
      'prose: .. note::',
    ],
  },
  {
    file: 'widget.mdx',
    title: 'Booking widget',
    outline: ['heading 1: Booking widget', 'prose: Put the widget', 'prose: <Note>'],
  },
  {
    file: 'fare.py',
    title: 'fare.py',
    outline: ['code: """Computes', 'code: HOURLY', 'code: def fare', 'code: class Deposit'],
    places: { 'def fare': 'L7', 'self.euros = euros': 'L14' },
  },
  { file: 'terminal.json', title: 'terminal.json', hasPlaces: true, outline: ['code: {'] },
]

describe.each(samples)('$file', sample => {
  it('is read with its title, author, date and structure', async () => {
    const [document, ...more] = await readDocument(sample.file, readBytes(sample.file))
    expect(more).toEqual([])
    expect(document).toMatchObject({ title: sample.title, ...(sample.author ? { author: sample.author } : {}) })
    if (sample.updatedAt) expect(document!.updatedAt?.toISOString()).toBe(sample.updatedAt)
    const found = outline(document!)
    let from = 0
    for (const beginning of sample.outline) {
      const place = found.slice(from).findIndex(block => block.startsWith(beginning))
      expect(place, `${beginning} in ${JSON.stringify(found)}`).toBeGreaterThanOrEqual(0)
      from += place + 1
    }
  })

  it('tells where its words stand', async () => {
    const { text, locations } = await readOne(sample.file)
    expect(locations === undefined).toBe(sample.places === undefined && !sample.hasPlaces)
    for (const [words, label] of Object.entries(sample.places ?? {})) {
      expect(text, words).toContain(words)
      expect(locationAt(locations, text.indexOf(words)), words).toBe(label)
    }
  })

  it('has blocks that follow each other, with parts inside them', async () => {
    const { text, blocks } = await readOne(sample.file)
    let end = 0
    for (const block of blocks) {
      const own = text.slice(block.start, block.end)
      expect(block.start).toBeGreaterThanOrEqual(end)
      expect(own).toBe(own.replace(/^\n+|\n+$/g, ''))
      expect(own).not.toBe('')
      for (const part of block.parts ?? []) expect(part >= block.start && part < block.end).toBe(true)
      end = block.end
    }
    expect(end).toBeLessThanOrEqual(text.length)
  })
})

async function readOne(file: string): Promise<ParsedDocument> {
  const [document] = await readDocument(file, readBytes(file))
  return document!
}

describe('a PDF file', () => {
  it('leaves running heads and page numbers out', async () => {
    const [document] = await readDocument('handbook.pdf', readBytes('handbook.pdf'))
    expect(document!.text).not.toMatch(/Harbour Bikes internal|Page \d of/)
  })

  it('names its pages that are pictures and reads the others; an empty page is no problem', async () => {
    const [document] = await readDocument('lease.pdf', readBytes('lease.pdf'))
    expect(document!.text).toContain('Rent is due on the third working day.')
    const reason = 'no text (scanned?)'
    expect(document!.omissions).toEqual([
      { where: 'pages 2–3', reason },
      { where: 'page 6', reason },
    ])
  })

  it.each([
    ['scanned.pdf', /no text: its pages are pictures/],
    ['locked.pdf', /protected by a password/],
  ])('says why %s cannot be read', async (file, reason) => {
    await expect(readDocument(file, readBytes(file))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(reason),
    })
  })
})

describe('a table', () => {
  it('names the columns in each row where the header is too long to stand before every part', async () => {
    const header = Array.from({ length: 30 }, (_, i) => `Column number ${i}`)
    const row = Array.from({ length: 30 }, (_, i) => (i % 7 === 0 ? `v${i}` : ''))
    const [document] = await readDocument(
      'wide.csv',
      Buffer.from([header, row, row].map(cells => cells.join(',')).join('\n')),
    )
    expect(document!.blocks).toMatchObject([{ kind: 'list', parts: [0, expect.any(Number)] }])
    expect(document!.text.split('\n')[0]).toBe(
      '- Column number 0: v0; Column number 7: v7; Column number 14: v14; Column number 21: v21; Column number 28: v28',
    )
  })

  it('is written as several with the same header where it is long', async () => {
    const rows = Array.from({ length: 1201 }, (_, i) => `${i};row ${i}`)
    const [document] = await readDocument('long.csv', Buffer.from(`Number;Name\n${rows.join('\n')}`))
    expect(document!.blocks.map(({ kind, parts, lead }) => [kind, parts?.length, lead])).toEqual([
      ['table', 500, '| Number | Name |\n|-|-|'],
      ['table', 500, '| Number | Name |\n|-|-|'],
      ['table', 201, '| Number | Name |\n|-|-|'],
    ])
  })
})
