/** Work that several wait for. */
import { describe, expect, it } from 'vitest'
import { createSharedWork } from '../../../src/learning/shared-work.ts'

describe('createSharedWork', () => {
  it('does the work once for all who ask, then and later', async () => {
    const work = createSharedWork<string>(2)
    let made = 0
    const make = async () => `result ${++made}`
    expect(await Promise.all([work.get('a', make), work.get('a', make)])).toEqual(['result 1', 'result 1'])
    expect(await work.get('a', make)).toBe('result 1')
  })

  it('forgets a failure', async () => {
    const work = createSharedWork<string>(2)
    await expect(work.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await work.get('a', async () => 'yes')).toBe('yes')
  })

  it('keeps what was used last', async () => {
    const work = createSharedWork<number>(2)
    let made = 0
    const make = async () => ++made
    await work.get('a', make)
    await work.get('b', make)
    await work.get('a', make)
    await work.get('c', make)
    expect(await work.get('a', make)).toBe(1)
    expect(await work.get('b', make)).toBe(4)
  })

  it('goes on while somebody waits, and stops with the last who does', async () => {
    const work = createSharedWork<string>(2)
    const result = Promise.withResolvers<string>()
    let signal: AbortSignal | undefined
    const make = (given: AbortSignal) => {
      signal = given
      return result.promise
    }
    const [first, second] = [new AbortController(), new AbortController()]
    const waiting = [work.get('a', make, first.signal), work.get('a', make, second.signal)]
    const outcomes = Promise.allSettled(waiting)
    first.abort()
    await expect(waiting[0]).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(signal?.aborted).toBe(false)
    second.abort()
    await outcomes
    expect(signal?.aborted).toBe(true)
    expect(await work.get('a', async () => 'anew')).toBe('anew')
  })
})
