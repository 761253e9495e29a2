import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ParleyError } from '../../../src/errors.ts'
import { findModel, fitOf, loadCatalog, pickModels } from '../../../src/models/catalog.ts'

const GB = 1e9
const machine = (cores: number, memoryGb: number, gpuGb = 0) => ({
  cores,
  memoryBytes: memoryGb * GB,
  gpuMemoryBytes: gpuGb * GB,
})
const starter = 'qwen2.5-coder-0.5b'

describe('the catalogue', () => {
  it('is valid, and no two entries share a name or a file', () => {
    const entries = loadCatalog()
    expect(new Set(entries.map(entry => entry.name)).size).toBe(entries.length)
    expect(new Set(entries.map(entry => entry.file.toLowerCase())).size).toBe(entries.length)
  })

  it('holds only models whose licence lets anyone use them', () => {
    expect(new Set(loadCatalog().map(entry => entry.licence))).toEqual(new Set(['Apache-2.0']))
  })

  it('ends with the starter, whose parts in the package index add up to its size', () => {
    const entry = loadCatalog().at(-1)!
    expect(entry).toMatchObject({ name: starter, auto: true, bytes: 491_400_064 })
    const source = entry.sources.find(candidate => candidate.type === 'python-index')!
    expect(source.parts.reduce((sum, part) => sum + part.bytes, 0)).toBe(entry.bytes)
  })

  it('asks for more memory than the file has bytes', () => {
    for (const entry of loadCatalog()) expect(entry.memoryBytes).toBeGreaterThan(entry.bytes)
  })
})

describe('findModel', () => {
  it('finds a name in any case', () => {
    expect(findModel('Qwen3.5-4B').name).toBe('qwen3.5-4b')
  })

  it('names the nearest right name for a wrong one', () => {
    expect(() => findModel('qwen3.5-4')).toThrow(/did you mean qwen3\.5-4b\?/)
    try {
      findModel('qwen3.5-4')
    } catch (error) {
      expect((error as ParleyError).code).toBe('INPUT_INVALID')
    }
  })

  it('lists what there is where nothing is near', () => {
    expect(() => findModel('zzzzzzzzzzzz')).toThrow(new RegExp(starter))
  })
})

describe('pickModels', () => {
  it.each([
    ['a laptop of 8 GB and 4 cores', machine(4, 8), 'qwen3.5-4b'],
    ['a server of 2 cores', machine(2, 24), 'qwen3.5-2b'],
    ['a container of 1 core', machine(1, 4), 'qwen3.5-0.8b'],
    ['a container of 2 cores and 3 GB', machine(2, 3), 'qwen3.5-0.8b'],
    ['many cores without a GPU: the memory bus is the limit', machine(64, 256), 'qwen3.5-4b'],
    ['a GPU of 8 GB', machine(8, 16, 8.2), 'qwen3.5-9b'],
    ['a GPU of 12 GB', machine(8, 16, 12.4), 'gemma-4-12b'],
    ['a GPU of 80 GB', machine(16, 128, 80), 'gemma-4-12b'],
    ['a GPU of 2 GB beside a good processor', machine(8, 16, 2), 'qwen3.5-4b'],
    ['a machine too small for anything', machine(1, 1), starter],
  ])('takes for %s', (_, facts, expected) => {
    expect(pickModels(facts)[0]!.name).toBe(expected)
  })

  it('always ends with the starter and offers only what fits before it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 128 }),
        fc.integer({ min: 0, max: 512 }),
        fc.integer({ min: 0, max: 96 }),
        (cores, memory, gpu) => {
          const facts = machine(cores, memory, gpu)
          const picks = pickModels(facts)
          expect(picks.at(-1)!.name).toBe(starter)
          for (const entry of picks.slice(0, -1)) expect(['gpu', 'cpu']).toContain(fitOf(entry, facts))
        },
      ),
    )
  })

  it('never picks a worse model for a machine that has more', () => {
    const order = loadCatalog().map(entry => entry.name)
    const rank = (facts: ReturnType<typeof machine>) => order.indexOf(pickModels(facts)[0]!.name)
    const numbers = fc.tuple(
      fc.integer({ min: 1, max: 64 }),
      fc.integer({ min: 0, max: 256 }),
      fc.integer({ min: 0, max: 96 }),
    )
    fc.assert(
      fc.property(numbers, numbers, ([cores, memory, gpu], [moreCores, moreMemory, moreGpu]) => {
        expect(rank(machine(cores + moreCores, memory + moreMemory, gpu + moreGpu))).toBeLessThanOrEqual(
          rank(machine(cores, memory, gpu)),
        )
      }),
    )
  })
})
