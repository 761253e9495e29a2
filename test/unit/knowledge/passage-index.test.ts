import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPassageIndex, type PassageIndex } from '../../../knowledge/passage-index.ts'
import type { PassageRow } from '../../../knowledge/passage-table.ts'

const DIMENSIONS = 32
const PASSAGES = 2000
const shape = { name: 'test', dimensions: DIMENSIONS }

let folder: string
let index: PassageIndex
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-index-'))
})
afterEach(() => {
  index.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A unit vector that a number decides. */
function vectorOf(seed: number): Float32Array {
  const values = Array.from({ length: DIMENSIONS }, (_, i) => Math.sin((seed + 1) * (i + 1) * 12.9898) * 43758.5453)
  const vector = Float32Array.from(values, value => value - Math.floor(value) - 0.5)
  const length = Math.hypot(...vector)
  return vector.map(value => value / length)
}

function row(i: number, vector = vectorOf(i)): PassageRow {
  const text = `passage ${i}`
  const acl = i % 100 === 0 ? ['channel:few'] : ['channel:many']
  return {
    ...{ id: `d${i}#0`, doc_id: `d${i}`, pos: 0, uri: '', title: '', heading: '', lead: '', text, start: 0 },
    ...{ end: text.length, lang: 'en', terms: text, acl, chunk_hash: String(i), vector },
  }
}

function write(rows: PassageRow[]): Promise<void> {
  return index.replaceDocuments(
    rows.map(({ doc_id }) => doc_id),
    rows,
  )
}

const idsOf = (hits: { row: { id: string } }[]) => hits.map(({ row }) => row.id)

describe('an index of so many passages that their vectors have one of their own', () => {
  beforeEach(async () => {
    index = await openPassageIndex(folder, shape, { indexFrom: PASSAGES, exactUpTo: 100 })
    await write(Array.from({ length: PASSAGES }, (_, i) => row(i)))
    await index.optimize()
  })

  it('finds what lies nearest, and nothing that the readers may not see', async () => {
    for (const i of [1, 777, 1999]) {
      const hits = await index.searchVectors(vectorOf(i), ['channel:many'], 5)
      expect(hits[0]).toMatchObject({ row: { id: `d${i}#0` } })
      expect(hits[0]!.score).toBeCloseTo(1, 4)
      expect(hits.every(({ row }) => Number(row.doc_id.slice(1)) % 100 !== 0)).toBe(true)
    }
  })

  it('compares exactly where the readers may see few', async () => {
    const wanted = vectorOf(12_345)
    const near = Array.from({ length: PASSAGES / 100 }, (_, k) => row(k * 100))
      .map(({ id, vector }) => ({ id, cosine: vector.reduce((sum, value, i) => sum + value * wanted[i]!, 0) }))
      .sort((a, b) => b.cosine - a.cosine)
    expect(idsOf(await index.searchVectors(wanted, ['channel:few'], 10))).toEqual(near.slice(0, 10).map(({ id }) => id))
  })

  it('finds what was written since, and no longer what was replaced', async () => {
    const fresh = vectorOf(99_999)
    await write([row(5, fresh)])
    expect(idsOf(await index.searchVectors(fresh, ['channel:many'], 1))).toEqual(['d5#0'])
    const left = await index.searchVectors(vectorOf(5), ['channel:many'], 3)
    expect(left[0]!.score).toBeLessThan(0.99)
    await index.optimize()
    expect(idsOf(await index.searchVectors(fresh, ['channel:many'], 1))).toEqual(['d5#0'])
    await index.replaceDocuments(['d5'], [])
    expect(idsOf(await index.searchVectors(fresh, ['channel:many'], 3))).not.toContain('d5#0')
  })
})
