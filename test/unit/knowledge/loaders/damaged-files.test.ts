/** Whatever is in a file, and under whatever extension, it is read or refused with one clear line. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loaders } from '../../../../knowledge/loaders/registry.ts'
import { readDocument } from '../../../../knowledge/read-document.ts'
import { ParleyError } from '../../../../src/errors.ts'
import { readBytes } from './read-fixture.ts'

const extensions = loaders.map(loader => loader.extensions[0]!)
const files = [
  ...[
    'handbook.pdf',
    'leave.docx',
    'season.pptx',
    'prices.xlsx',
    'guide.epub',
    'brakes.eml',
    'team.mbox',
    'standup.vtt',
  ],
  ...[
    'rentals.ipynb',
    'setup.rst',
    'widget.mdx',
    'fare.py',
    'sunday-tour.json',
    'slack.zip',
    'notion.zip',
    'confluence.zip',
  ],
]

/** Reads it, or gives the refusal; fails where it is anything else than one line with a code for bad input. */
async function attempt(name: string, bytes: Uint8Array): Promise<ParleyError | undefined> {
  try {
    const documents = await readDocument(name, bytes)
    for (const { text, blocks } of documents) {
      expect(blocks.length).toBeGreaterThan(0)
      expect(blocks.every(({ start, end }) => start < end && end <= text.length)).toBe(true)
    }
    return undefined
  } catch (error) {
    expect(error, String(error)).toBeInstanceOf(ParleyError)
    const { code, message } = error as ParleyError
    expect(code).toMatch(/^INPUT_/)
    expect(message).not.toMatch(/\n|\bat .*\.(?:ts|js|mjs):\d/)
    expect(message.length).toBeLessThan(300)
    return error as ParleyError
  }
}

describe('a loader', () => {
  it.each(extensions)('refuses an empty %s file', async extension => {
    expect(await attempt(`empty${extension}`, new Uint8Array())).toBeInstanceOf(ParleyError)
  })

  const binary = extensions.filter(
    extension => !['.md', '.mdx', '.rst', '.txt', '.html', '.csv', '.ts'].includes(extension),
  )
  it.each(binary)('refuses plain words in a %s file', async extension => {
    expect(await attempt(`words${extension}`, Buffer.from('These are words of no format at all.\n'))).toBeInstanceOf(
      ParleyError,
    )
  })

  it.each(extensions)('refuses a picture in a %s file', async extension => {
    const picture = Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'),
      Buffer.alloc(400, '\0\xff\x12'),
    ])
    expect(await attempt(`picture${extension}`, picture)).toBeInstanceOf(ParleyError)
  })

  it.each(files)('reads %s cut short anywhere, or refuses it', async file => {
    const bytes = readBytes(file)
    for (const share of [0.05, 0.3, 0.6, 0.9, 0.99])
      await attempt(file, bytes.subarray(0, Math.floor(bytes.length * share)))
  })

  it('survives any bytes under any extension', async () => {
    const names = fc.constantFrom(...extensions).map(extension => `any${extension}`)
    await fc.assert(
      fc.asyncProperty(names, fc.uint8Array({ maxLength: 300 }), async (name, bytes) => {
        await attempt(name, bytes)
      }),
      { numRuns: 400 },
    )
  })

  it('survives any text under any extension', async () => {
    const names = fc.constantFrom(...extensions).map(extension => `any${extension}`)
    const sign = fc.constantFrom(
      '\n',
      '\n\n',
      ' ',
      '#',
      '|',
      '-',
      '=',
      '~',
      '"',
      ',',
      '{',
      '}',
      '<b>',
      '</b>',
      '```',
      '..',
      '::',
      'a',
      'word',
      '漢',
      '00:00:01.000 --> 00:00:02.000',
      'From x',
      'Subject: y',
    )
    const text = fc.array(sign, { maxLength: 60 }).map(signs => signs.join(''))
    await fc.assert(
      fc.asyncProperty(names, text, async (name, source) => {
        await attempt(name, Buffer.from(source))
      }),
      { numRuns: 600 },
    )
  })

  it('survives changed bytes in real files', async () => {
    const change = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      fc.integer({ min: 0, max: 255 }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(change, { minLength: 1, maxLength: 8 }),
        async (file, changes) => {
          const bytes = Uint8Array.from(readBytes(file))
          for (const [place, value] of changes) bytes[Math.floor(place * bytes.length)] = value
          await attempt(file, bytes)
        },
      ),
      { numRuns: 80 },
    )
  })
})
