/** The runner of JSON lines: order, bounds, and what becomes of bad lines. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type JsonlRun, runJsonl } from '../../../src/cli/jsonl.ts'
import { ParleyError } from '../../../src/errors.ts'

type Output = Record<string, unknown> & { error?: { code: string; message: string } }

async function* bytes(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
}

/** Runs requests that are answered with what `run` makes of them: by default, the request itself. */
async function run(input: AsyncIterable<Uint8Array>, changes: Partial<JsonlRun<object, null>> = {}) {
  const lines: string[] = []
  await runJsonl<object, null>({
    input,
    write: line => void lines.push(line),
    parse: request => request,
    open: async () => null,
    run: async params => ({ echo: params }),
    parallel: 3,
    signal: new AbortController().signal,
    onFault: () => {},
    ...changes,
  })
  return lines.map(line => JSON.parse(line) as Output)
}

describe('runJsonl', () => {
  it('answers every line in order, whatever the chunks and whoever finishes first', async () => {
    const requests = fc.array(
      fc.record({ id: fc.oneof(fc.string(), fc.integer()), text: fc.string({ unit: 'grapheme' }) }),
      {
        maxLength: 40,
      },
    )
    const property = fc.asyncProperty(
      requests,
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }),
      fc.constantFrom('\n', '\r\n', '\n\n', '\n \t\r\n'),
      fc.integer({ min: 1, max: 5 }),
      async (list, cuts, lineEnd, parallel) => {
        const whole = Buffer.from(list.map(request => JSON.stringify(request)).join(lineEnd))
        const chunks: Uint8Array[] = []
        for (let at = 0; at < whole.length; at += chunks.at(-1)!.length) {
          chunks.push(whole.subarray(at, at + cuts[chunks.length % cuts.length]!))
        }
        let working = 0
        let most = 0
        const results = await run(bytes(...chunks), {
          parallel,
          run: async params => {
            most = Math.max(most, ++working)
            for (let turns = JSON.stringify(params).length % 7; turns > 0; turns--) await nextTurn()
            working--
            return { echo: params }
          },
        })
        expect(results).toEqual(list.map(({ id, text }) => ({ id, echo: { text } })))
        expect(most).toBeLessThanOrEqual(parallel)
      },
    )
    await fc.assert(property, { numRuns: 60 })
  })

  it('gives every line of any bytes exactly one object', async () => {
    const property = fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 8 }), async lines => {
      const kept = lines.map(line => line.filter(byte => byte !== 10))
      const results = await run(bytes(...kept.flatMap(line => [line, '\n'])))
      const isBlank = (line: Uint8Array) => /^(\u00EF\u00BB\u00BF)?[ \t\r]*$/.test(Buffer.from(line).toString('latin1'))
      expect(results).toHaveLength(kept.filter(line => !isBlank(line)).length)
    })
    await fc.assert(property)
  })

  it('names the line that is not JSON and goes on', async () => {
    const results = await run(bytes('\uFEFF{"id":1}\n\nnot json\n[1]\nnull\n{"id":2}'))
    expect(results[0]).toEqual({ id: 1, echo: {} })
    expect(results.slice(1, 4).map(({ id, line, error }) => [id, line, error?.code])).toEqual([
      [null, 3, 'INPUT_INVALID'],
      [null, 4, 'INPUT_INVALID'],
      [null, 5, 'INPUT_INVALID'],
    ])
    expect(results[4]).toEqual({ id: 2, echo: {} })
  })

  it('refuses a line that is not UTF-8 and one that is too long, without keeping them', async () => {
    const long = `{"id":1,"text":"${'x'.repeat(200)}"}\n`
    const results = await run(bytes(long, Buffer.from('{"id":"\xE4"}\n', 'latin1'), '{"id":3}\n'), {
      maxLineBytes: 100,
    })
    expect(results.map(result => result.error?.code)).toEqual(['INPUT_TOO_LARGE', 'INPUT_INVALID', undefined])
  })

  it('turns what parsing and running throw into the error of that line', async () => {
    const faults: unknown[] = []
    const results = await run(bytes('{"id":"a","bad":1}\n{"id":"b"}\n{"text":"c"}\n'), {
      parse: request => {
        if ('bad' in request) throw new ParleyError('INPUT_INVALID', 'Unknown field bad.')
        return request
      },
      run: async params => {
        if (!('text' in params)) throw new TypeError('a fault')
        throw new ParleyError('OUTPUT_TRUNCATED', 'Cut off.')
      },
      onFault: error => faults.push(error),
    })
    expect(results).toEqual([
      { id: 'a', error: { code: 'INPUT_INVALID', message: 'Unknown field bad.' } },
      { id: 'b', error: { code: 'INTERNAL', message: 'a fault' } },
      { id: null, line: 3, error: { code: 'OUTPUT_TRUNCATED', message: 'Cut off.' } },
    ])
    expect(faults).toHaveLength(1)
  })

  it('opens nothing for lines that are all refused, and once for those that are not', async () => {
    let opened = 0
    const open = async () => {
      opened++
      return null
    }
    await run(bytes('no\n'), { open })
    expect(opened).toBe(0)
    await run(bytes('{}\n{}\n{}\n'), { open })
    expect(opened).toBe(1)
  })

  it('ends the run with the error of what cannot be opened', async () => {
    const open = () => Promise.reject(new ParleyError('MODEL_UNAVAILABLE', 'No model.'))
    await expect(run(bytes('{}\n{}\n'), { open })).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
  })

  it('answers a line before the next one comes', async () => {
    const answered = Promise.withResolvers<void>()
    async function* dialogue(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{"id":1}\n')
      await answered.promise
      yield Buffer.from('{"id":2}\n')
    }
    const written: string[] = []
    await run(dialogue(), {
      write: line => {
        written.push(line)
        answered.resolve()
      },
    })
    expect(written).toHaveLength(2)
  })

  it('reads no further ahead than its bound while a line takes long', async () => {
    let pulled = 0
    const first = Promise.withResolvers<void>()
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (; pulled < 500; pulled++) yield Buffer.from(`{"id":${pulled}}\n`)
    }
    const done = run(endless(), {
      run: async () => {
        if (pulled <= 1) await first.promise
        return {}
      },
    })
    for (let turn = 0; turn < 200; turn++) await nextTurn()
    const pulledWhileWaiting = pulled
    first.resolve()
    expect(pulledWhileWaiting).toBeLessThan(30)
    expect((await done).map(result => result.id)).toEqual(Array.from({ length: 500 }, (_, id) => id))
  })

  it('ends when it is stopped, also while it waits for input', async () => {
    const stop = new AbortController()
    async function* silent(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{"id":1}\n')
      stop.abort()
      await new Promise(() => {})
    }
    await expect(run(silent(), { signal: stop.signal })).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
