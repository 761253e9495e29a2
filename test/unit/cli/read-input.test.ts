/** Reading a file or standard input: text, or one clear error. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { readTextFile, readTextStream } from '../../../src/cli/read-input.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-read-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('readTextFile', () => {
  it('gives the text without the byte order mark', async () => {
    expect(await readTextFile(file('ok.txt', '\uFEFFGrüße, 世界\n'))).toBe('Grüße, 世界\n')
  })

  it.each([
    ['a missing file', () => join(folder, 'missing.txt'), /missing\.txt does not exist/],
    ['a path through a file', () => join(file('plain', 'x'), 'inner.txt'), /does not exist/],
    ['a folder', () => folder, /is a folder/],
    ['an empty file', () => file('empty.txt', ''), /is empty/],
    ['a file of blanks', () => file('blank.txt', ' \n\t\n'), /is empty/],
    ['a binary file', () => file('image.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')), /is binary/],
    ['UTF-16', () => file('utf16.txt', Buffer.from('\uFEFFhello', 'utf16le')), /UTF-16.*UTF-8/],
    ['Latin-1', () => file('latin1.txt', Buffer.from('Gr\xFC\xDFe', 'latin1')), /not in UTF-8/],
  ])('refuses %s', async (_, path, message) => {
    await expect(readTextFile(path())).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(message),
    })
  })

  it.skipIf(process.getuid?.() === 0)('refuses a file that may not be read', async () => {
    const path = file('secret.txt', 'x')
    chmodSync(path, 0)
    await expect(readTextFile(path)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(/may not/),
    })
  })
})

describe('readTextStream', () => {
  it('joins characters that were cut between chunks', async () => {
    const bytes = Buffer.from('世界')
    expect(await readTextStream(Readable.from([bytes.subarray(0, 2), bytes.subarray(2)]))).toBe('世界')
  })

  it('names standard input in its errors', async () => {
    await expect(readTextStream(Readable.from([]))).rejects.toMatchObject({
      message: expect.stringMatching(/^Standard input is empty/),
    })
  })

  it('stops reading what is too large', async () => {
    const mebibyte = Buffer.alloc(1024 * 1024, 'x')
    async function* endless() {
      for (;;) yield mebibyte
    }
    await expect(readTextStream(endless())).rejects.toMatchObject({ code: 'INPUT_TOO_LARGE' })
  })
})
