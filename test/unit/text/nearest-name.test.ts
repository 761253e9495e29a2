/** What somebody probably meant. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearestName, suggestName } from '../../../src/text/nearest-name.ts'

describe('nearestName', () => {
  it('finds the name with the fewest edits, case ignored', () => {
    expect(nearestName('sumarize', ['answer', 'summarize', 'minutes'])).toBe('summarize')
    expect(nearestName('Answer', ['answer', 'anser'])).toBe('answer')
  })

  it('finds nothing where nothing is near', () => {
    expect(nearestName('xyzzy', ['answer', 'summarize'])).toBeUndefined()
    expect(nearestName('x', [])).toBeUndefined()
  })

  it('finds every name itself', () => {
    const property = fc.property(
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, selector: name => name.toLowerCase() }),
      names => {
        for (const name of names) expect(nearestName(name, names)).toBe(name)
      },
    )
    fc.assert(property)
  })
})

describe('suggestName', () => {
  it('lists what there is where nothing is near', () => {
    expect(suggestName('sentimnt', ['sentiment', 'spam'])).toBe('did you mean sentiment?')
    expect(suggestName('xyzzy', ['sentiment', 'spam'])).toBe('known are sentiment, spam')
  })
})
