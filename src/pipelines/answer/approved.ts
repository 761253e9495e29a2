/** How an approved answer is given: word for word, with who approved it and for which question. */
import type { CuratedAnswer } from '../../../knowledge/curated-answers.ts'
import type { Citation } from '../pipeline.ts'

interface ApprovedWords {
  /** With `{name}` and `{date}`. */
  approved: string
  /** With `{question}`: before an answer to a question that may not be the one that was asked. */
  near: string
}

const approvals: Readonly<Record<string, ApprovedWords>> = {
  en: { approved: 'Approved by {name} on {date}', near: 'There is an approved answer to “{question}”:' },
  zh: { approved: '由{name}于{date}确认', near: '对“{question}”有一个已确认的答案：' },
  de: { approved: 'Bestätigt von {name} am {date}', near: 'Es gibt eine bestätigte Antwort auf „{question}“:' },
  fr: { approved: 'Approuvé par {name} le {date}', near: 'Il y a une réponse approuvée à « {question} » :' },
  es: { approved: 'Aprobado por {name} el {date}', near: 'Hay una respuesta aprobada a «{question}»:' },
  ja: { approved: '{name}が{date}に承認', near: '「{question}」には承認済みの回答があります：' },
}

/** The source line names the question too: only the reader knows whether it is the one that was meant. */
export function citeApproved({ id, question, addedBy, updatedAt }: CuratedAnswer, lang: string): Citation {
  const { approved } = approvals[lang] ?? approvals.en!
  const date = new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC' }).format(updatedAt)
  const words = approved.replace('{name}', () => addedBy.name).replace('{date}', () => date)
  const title = `${words}: ${question}`
  return { n: 1, source: `answers/${id}`, title, start: 0, end: question.length, quote: question }
}

/** For the end of a reply from the documents, or of one that found nothing. */
export function formatNear({ question, answer }: CuratedAnswer, lang: string): string {
  const { near } = approvals[lang] ?? approvals.en!
  return `${near.replace('{question}', () => question)}\n\n${answer}`
}
