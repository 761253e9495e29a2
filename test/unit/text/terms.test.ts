import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyzeTerms, MAX_TERM_LENGTH } from '../../../src/text/terms.ts'

describe('analyzeTerms', () => {
  it('keeps a word beside its stem, in the language of the text', () => {
    expect(analyzeTerms('running kernels', 'en')).toEqual(['running', 'run', 'kernels', 'kernel'])
    expect(analyzeTerms('Häuser', 'de')).toEqual(['hauser', 'haus'])
    expect(analyzeTerms('running', 'zh')).toEqual(['running'])
    expect(analyzeTerms('running')).toEqual(['running'])
  })

  it('takes compounds as a whole and in parts', () => {
    expect(analyzeTerms('node-llama-cpp')).toEqual(['node-llama-cpp', 'node', 'llama', 'cpp'])
    expect(analyzeTerms('src/main.ts')).toEqual(['src/main.ts', 'src', 'main', 'ts'])
    expect(analyzeTerms('ERR_FOO_BAR')).toEqual(['err_foo_bar', 'err', 'foo', 'bar'])
    expect(analyzeTerms('v3.22.1')).toEqual(['v3.22.1', 'v3', '22', '1'])
    expect(analyzeTerms('C++, C# and C')).toEqual(['c++', 'c#', 'and', 'c'])
  })

  it('pairs neighbours in Han and Hangul', () => {
    expect(analyzeTerms('福林德斯大学。')).toEqual(['福林', '林德', '德斯', '斯大', '大学'])
    expect(analyzeTerms('年')).toEqual(['年'])
    expect(analyzeTerms('검색합니다 문장')).toEqual(['검색', '색합', '합니', '니다', '문장'])
    expect(analyzeTerms('𠮷野家')).toEqual(['𠮷野', '野家'])
  })

  it('finds the words of kana and Thai', () => {
    expect(analyzeTerms('日本語を勉強するカーネル')).toEqual(['する', 'カーネル', '日本', '本語', '勉強'])
    expect(analyzeTerms('สวัสดีครับ')).toEqual(['สวัสดี', 'ครับ'])
  })

  it('treats what people type differently as the same', () => {
    expect(analyzeTerms('ＡＢＣ')).toEqual(analyzeTerms('abc'))
    expect(analyzeTerms('información')).toEqual(analyzeTerms('informacion'))
    expect(analyzeTerms('e\u0301tat')).toEqual(analyzeTerms('état'))
    expect(analyzeTerms('STRASSE')).toEqual(analyzeTerms('Straße'))
  })

  it('keeps the marks of scripts that need them', () => {
    expect(analyzeTerms('हिन्दी')).toEqual(['हिन्दी'])
    expect(analyzeTerms('й')).toEqual(['й'])
  })

  it('gives terms without blanks, in lower case, the same for the index and for a query', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.constantFrom('en', 'de', 'zh', 'ja', undefined),
        (text, lang) => {
          const terms = analyzeTerms(text, lang)
          for (const term of terms) {
            expect(term).not.toMatch(/\s/)
            expect(term).not.toBe('')
          }
          expect(analyzeTerms(text, lang)).toEqual(terms)
        },
      ),
    )
  })

  it('passes over what no one types', () => {
    const key = 'a'.repeat(MAX_TERM_LENGTH + 1)
    expect(analyzeTerms(`x ${key} y`)).toEqual(['x', 'y'])
  })
})
