/** Prepares what was said for the rules: whose words, to whom, in which sentences, with names marked. */
import { splitSentences } from '../../text/sentences.ts'
import type { Utterance } from '../../text/utterance.ts'
import { cleanSpeech, withoutQuotes } from './clean-speech.ts'
import { findMark, type Mark, splitAtMarks } from './find-marks.ts'
import { isUnspoken, type People } from './people.ts'

export interface SpokenSentence {
  /** Index of its message. */
  message: number
  /** In the words that were said, without fillers. */
  text: string
  /** With names marked and quotes taken out. */
  marked: string
}

export interface SpokenMessage {
  /** Index in the conversation. */
  index: number
  author: string
  /** Mark of the one person whom it begins by calling. */
  addressee?: string
  sentences: SpokenSentence[]
  /** Lines that are marked as tasks, decisions or topics; they are not among the sentences. */
  marks: Mark[]
}

const opening = /^\s*(?:@⟦\d+⟧\s*[:,：，、]?|⟦\d+⟧\s*(?:[:,：，、]|-\s))\s*/u
/** Where another person's task begins, and before a nick in lower case, which ends no sentence by itself. */
const joint =
  /(?<=[.!?]) (?=⟦\d+⟧[,:])|\s*(?:[;,]\s*)?\b(?:and|und|et|y)\s+(?=(?:I(?:'ll| will| take)|ich (?:werde|übernehme|kümmere)|⟦\d+⟧ (?:will|wird|va|takes|übernimmt|se encarga|is going to))\b)/u

/** What programs write, and messages without words, are left out. */
export function readUtterances(messages: readonly Utterance[], people: People): SpokenMessage[] {
  return messages.flatMap((message, index) => {
    if (isUnspoken(message)) return []
    const marks: Mark[] = []
    const unmarkedLines = message.text
      .split('\n')
      .flatMap(splitAtMarks)
      .filter(line => {
        const mark = findMark(line)
        if (mark) marks.push(mark)
        return mark === undefined
      })
    const body = cleanSpeech(unmarkedLines.join('\n'))
    if (body === '' && marks.length === 0) return []
    const markedBody = people.mark(withoutQuotes(body))
    const call = opening.exec(markedBody)
    const addressee =
      call && !/^\s*@?⟦\d+⟧/u.test(markedBody.slice(call[0].length)) ? /⟦\d+⟧/u.exec(call[0])![0] : undefined
    // Without a language: people mix them, and "bis zum 20. den Plan" is one sentence in an English chat, too.
    const sentences = splitSentences(body).flatMap(({ text }) => {
      const marked = people.mark(withoutQuotes(text))
      // Two people, two tasks: "I'll write it and ⟦1⟧ will check it".
      const clauses = marked.split(joint)
      if (clauses.length < 2) return [{ message: index, text, marked }]
      const unmark = (clause: string) => clause.replace(/⟦\d+⟧/gu, mark => people.nameOf(mark))
      return clauses.map(clause => ({ message: index, text: unmark(clause), marked: clause }))
    })
    return [{ index, author: message.author.trim(), sentences, marks, ...(addressee ? { addressee } : {}) }]
  })
}
