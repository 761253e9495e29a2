import { describe, expect, it } from 'vitest'
import type { Hit } from '../../../knowledge/passage-index.ts'
import { fuseCandidates } from '../../../knowledge/retrieve.ts'

/** A passage whose cosine with the question is given. */
function hit(id: string, lang: string, cosine: number, score = cosine): Hit {
  const vector = Float32Array.of(cosine, Math.sqrt(1 - cosine ** 2))
  const row = { id, doc_id: id, pos: 0, uri: '', title: id, heading: '', lead: '', text: id, start: 0, end: 1 }
  return { row: { ...row, lang, vector }, score }
}

function rank(vectors: Hit[], terms: Hit[], queryLanguage?: string) {
  return fuseCandidates({ vectors, terms, queryVector: Float32Array.of(1, 0), queryLanguage, hubness: () => 0 })
}

const idsOf = (passages: { id: string }[]) => passages.map(({ id }) => id)

describe('the two rankings in one', () => {
  const far = hit('far', 'de', 0.75)

  it('puts first what both find', () => {
    const [both, meant] = [hit('both', 'de', 0.84), hit('meant', 'de', 0.85)]
    const found = rank([meant, both, far], [hit('both', 'de', 0.84, 9), hit('far', 'de', 0.75, 3)], 'de')
    expect(idsOf(found)).toEqual(['both', 'meant', 'far'])
    expect(found.map(({ bm25 }) => bm25)).toEqual([9, undefined, 3])
  })

  it('does not let the small words of its language stand before a passage in another one that means the same', () => {
    const foreign = hit('foreign', 'en', 0.85)
    const small = hit('small', 'de', 0.83)
    const words = [hit('small', 'de', 0.83, 3), hit('best', 'de', 0.8, 9)]
    expect(idsOf(rank([foreign, small, far], words, 'de')).indexOf('foreign')).toBe(0)
    // Of the question's own language it would have shared those words, too, had it spoken of the same.
    expect(idsOf(rank([hit('foreign', 'de', 0.85), small, far], words, 'de'))[0]).not.toBe('foreign')
  })

  it('keeps the plain cosine of every passage', () => {
    const [first] = rank([hit('foreign', 'en', 0.85), far], [], 'de')
    expect(first!.cosine).toBeCloseTo(0.85, 5)
  })
})
