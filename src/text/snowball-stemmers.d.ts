/** Types of the stemmers; the package has none. */
declare module 'snowball-stemmers' {
  interface Stemmer {
    stem(word: string): string
  }
  const factory: { newStemmer(algorithm: string): Stemmer }
  export default factory
}
