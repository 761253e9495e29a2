/** Tells whether a sentence speaks of what the examples of the prompt are about: a small model mixes them with what it reads. */
import { parsePrompt } from '../../prompts/prompt.ts'
import summarizeFile from '../../prompts/summarize.json' with { type: 'json' }
import { functionWords } from '../../text/question-words.ts'

const { examples } = parsePrompt(summarizeFile)
/** What is said in the examples, and by whom: a sentence that holds some of it speaks of an example. */
const exampleConversations = Object.values(examples).flatMap(own =>
  own!.map(({ conversation }) => conversation!.toLowerCase()),
)
const exampleSpeakers = [
  ...new Set(exampleConversations.flatMap(text => [...text.matchAll(/^(\p{L}+) ?[:：]/gmu)].map(match => match[1]!))),
]
const examplePhrases = new Set(exampleConversations.flatMap(phrasesOf))

/** @param conversation what the model was given: what stands in it too is no sign */
export function speaksOfExample(sentence: string, conversation: string): boolean {
  const folded = sentence.toLowerCase()
  const words = new Set(folded.match(/\p{L}+/gu))
  // Scripts that write without blanks join a name to what follows it.
  const names = exampleSpeakers.filter(
    name => words.has(name) || (/^\p{Script=Han}{2,3}$/u.test(name) && folded.includes(name)),
  )
  const phrases = phrasesOf(folded).filter(phrase => examplePhrases.has(phrase))
  const said = conversation.toLowerCase()
  return [...names, ...phrases].some(mark => !said.includes(mark))
}

/** Pairs of neighbouring words that both say something; of scripts that write without blanks, four characters in a row. */
function phrasesOf(folded: string): string[] {
  const runs = folded.match(/[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)*/gu) ?? []
  return runs.flatMap(run => {
    if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(run)) {
      return Array.from({ length: Math.max(0, run.length - 3) }, (_, i) => run.slice(i, i + 4))
    }
    const words = run.split(' ')
    return words.slice(1).flatMap((word, i) => ([words[i]!, word].some(saysNothing) ? [] : [`${words[i]} ${word}`]))
  })
}

function saysNothing(word: string): boolean {
  return word.length < 4 || functionWords.has(word)
}
