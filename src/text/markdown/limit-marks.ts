/** Keeps the parser fast on text with marks beyond reason: what comes after the first few hundred of a paragraph is text. */
import type { Options } from 'mdast-util-from-markdown'

type Extension = NonNullable<Options['extensions']>[number]
type Construct = Extract<NonNullable<Extract<Extension, { text?: unknown }>['text']>[number], { tokenize: unknown }>

/** The parser takes time by the square of them: 400 take a tenth of a second, 6,000 half a minute. Snake case counts too. */
const MAX_RUNS = 400
/** `**` and `***` are the longest that mean something. */
const MAX_RUN_CHARS = 32

/** Which runs of marks were counted, by the tokenizer of the paragraph that they stand in. */
const counted = new WeakMap<object, { runs: number; lastOffset: number }>()

/**
 * Stands before the parser's own reading of `*` and `_`, and leaves to it what it does not take. Only what comes before a run decides, so that
 * text that grows is read as it was.
 */
const limit: Construct = {
  name: 'limitMarks',
  tokenize(effects, ok, nok) {
    const { offset } = this.now()
    const count = counted.get(this) ?? { runs: 0, lastOffset: -1 }
    // The same place is read again where something longer was tried in vain.
    if (offset > count.lastOffset) counted.set(this, { runs: ++count.runs, lastOffset: offset })
    let length = 0
    return function start(code) {
      const marker = code
      effects.enter('data')
      return inside(code)

      function inside(code: typeof marker): ReturnType<typeof ok> {
        if (code === marker) {
          effects.consume(code)
          length++
          return inside
        }
        effects.exit('data')
        return count.runs > MAX_RUNS || length > MAX_RUN_CHARS ? ok(code) : nok(code)
      }
    }
  },
}

/** For micromark: `*` and `_`. */
export const limitMarks: Extension = { text: { 42: limit, 95: limit } }
