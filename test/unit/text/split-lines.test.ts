import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Line, splitLines } from '../../../src/text/split-lines.ts'

async function split(chunks: Uint8Array[], maxBytes = 1000): Promise<Line[]> {
  async function* stream() {
    yield* chunks
  }
  const lines: Line[] = []
  for await (const line of splitLines(stream(), maxBytes)) lines.push(line)
  return lines
}

const bytes = (text: string) => new TextEncoder().encode(text)

describe('splitLines', () => {
  it('finds the same lines however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }).map(text => text.replace(/[\r\n\uFEFF]/g, ''))),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        async (texts, cuts) => {
          const whole = bytes(texts.map(text => `${text}\n`).join(''))
          const chunks: Uint8Array[] = []
          for (let at = 0, i = 0; at < whole.length; i++) {
            const length = cuts[i % cuts.length]!
            chunks.push(whole.subarray(at, at + length))
            at += length
          }
          expect(await split(chunks)).toEqual(texts.map((text, i) => ({ number: i + 1, text: text.toWellFormed() })))
        },
      ),
    )
  })

  it('understands a byte order mark, CRLF and a last line without an end', async () => {
    expect(await split([bytes('\uFEFFa\r\n\r\nb')])).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: '' },
      { number: 3, text: 'b' },
    ])
  })

  it('goes on after a line that is too long or is no text', async () => {
    const lines = await split([bytes('x'.repeat(20)), bytes('\n'), new Uint8Array([0xff, 10]), bytes('ok\n')], 10)
    expect(lines).toEqual([
      { number: 1, problem: 'too long' },
      { number: 2, problem: 'not UTF-8' },
      { number: 3, text: 'ok' },
    ])
  })
})
