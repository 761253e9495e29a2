/** Facts that a written text states and its source does not: figures, names, links, mentions. */
import { findLockedSpans } from './locked-spans.ts'

/** Capitalised by grammar, not because they name anything; German nouns are left to their figures. */
const grammatical =
  /^(?:I|I'm|I'll|I've|I'd|OK|Okay|Mr|Mrs|Ms|Dr|The|A|An|It|He|She|They|We|You|This|That|These|Those|Monsieur|Madame|Señora?|Herr|Frau)$/u

/**
 * @param text what was written
 * @param source everything it may state: names of authors included
 * @param lang ISO 639-1 code of `text`
 * @returns the figures, links and names of `text` that do not occur in `source`, in order, without doubles
 */
export function findUnsupportedFacts(text: string, source: string, lang: string): string[] {
  const held = fold(source)
  const words = new Set(held.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])
  const figures = new Set([...held.matchAll(figure)].map(match => normalizeFigure(match[0])))
  const missing: string[] = []
  for (const span of findLockedSpans(text)) {
    if (span.kind === 'link' || span.kind === 'mention') {
      if (!held.includes(fold(span.text))) missing.push(span.text)
    }
  }
  for (const match of text.matchAll(figure)) {
    if (!figures.has(normalizeFigure(match[0]))) missing.push(match[0])
  }
  for (const name of namesOf(text, lang)) {
    if (
      !fold(name)
        .split(/[^\p{L}\p{M}\p{N}]+/u)
        .every(word => word === '' || words.has(word) || words.has(word.replace(/s$/, '')))
    ) {
      missing.push(name)
    }
  }
  return [...new Set(missing)]
}

const figure = /\p{N}+(?:[.,:'’ /-]\p{N}+)*/gu

/** `1,000` and `1000` are one figure, `08:00` and `8:00` another. */
function normalizeFigure(value: string): string {
  return value
    .replace(/(?<=\p{N})[,.'’ ](?=\p{N}{3}(?!\p{N}))/gu, '')
    .replace(',', '.')
    .replace(/^0+(?=\p{N})/u, '')
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll('’', "'")
}

/** Words written like names: capitals within a sentence; in scripts without capitals, Latin words. */
function namesOf(text: string, lang: string): string[] {
  if (lang === 'zh' || lang === 'ja' || lang === 'ko') return text.match(/[A-Za-z][\w.-]*[A-Za-z0-9]/g) ?? []
  const pattern =
    lang === 'de'
      ? /(?<=[\p{L}\p{N},;] )\p{Lu}[\p{L}]*[\p{Lu}\p{N}][\p{L}\p{N}]*/gu
      : /(?<=[\p{L}\p{N},;] )\p{Lu}[\p{L}\p{M}\p{N}'’-]*/gu
  return [...text.matchAll(pattern)]
    .map(match => match[0].replace(/['’]s$/u, ''))
    .filter(name => !grammatical.test(name))
}
