/** What Parley says when the documents do not hold the answer, in the languages of the prompts. */
import type { Passage } from '../../../knowledge/knowledge.ts'
import { escapeMarkdown } from '../../text/markdown/escape-markdown.ts'

interface RefusalWords {
  unknown: string
  nearest: string
  /** Before the names of people. */
  mightKnow: string
  /** Between names. */
  comma: string
  empty: string
}

const refusals: Readonly<Record<string, RefusalWords>> = {
  en: {
    unknown: 'I don’t know: I found nothing here that answers this.',
    nearest: 'The nearest are:',
    mightKnow: 'Who might know: ',
    comma: ', ',
    empty: 'I don’t know: no documents are indexed yet. Add some with: parley index PATH',
  },
  zh: {
    unknown: '我不知道：这里没有找到能回答这个问题的内容。',
    nearest: '最接近的是：',
    mightKnow: '可能知道的人：',
    comma: '、',
    empty: '我不知道：还没有索引任何文档。请先运行：parley index PATH',
  },
  de: {
    unknown: 'Das weiß ich nicht: Ich habe hier nichts gefunden, was die Frage beantwortet.',
    nearest: 'Am nächsten kommen:',
    mightKnow: 'Wer es wissen könnte: ',
    comma: ', ',
    empty: 'Das weiß ich nicht: Es sind noch keine Dokumente aufgenommen. Das geht mit: parley index PFAD',
  },
  fr: {
    unknown: 'Je ne sais pas : je n’ai rien trouvé ici qui réponde à cette question.',
    nearest: 'Les plus proches sont :',
    mightKnow: 'Qui pourrait savoir : ',
    comma: ', ',
    empty: 'Je ne sais pas : aucun document n’est encore indexé. Pour en ajouter : parley index CHEMIN',
  },
  es: {
    unknown: 'No lo sé: no he encontrado aquí nada que responda a esto.',
    nearest: 'Lo más cercano es:',
    mightKnow: 'Quién podría saberlo: ',
    comma: ', ',
    empty: 'No lo sé: todavía no hay documentos indexados. Se añaden con: parley index RUTA',
  },
  ja: {
    unknown: '分かりません。この質問の答えはここには見つかりませんでした。',
    nearest: '最も近いもの：',
    mightKnow: '知っていそうな人：',
    comma: '、',
    empty: '分かりません。まだ文書が登録されていません。次のコマンドで追加できます：parley index パス',
  },
}

/** More names are no help. */
const MAX_DOCUMENTS = 3
const MAX_PEOPLE = 3

export interface Refusal {
  /** Nothing is indexed at all. */
  isEmpty?: boolean
  /** Best first; each document is named once. */
  nearest?: readonly Pick<Passage, 'doc' | 'title' | 'uri' | 'author'>[]
}

/**
 * Names the documents that come nearest, with their addresses, and who wrote them.
 * @param lang ISO 639-1; a language without its own words gets the English ones
 */
export function formatRefusal(lang: string, { nearest = [], isEmpty }: Refusal): string {
  const words = refusals[lang] ?? refusals.en!
  if (isEmpty) return words.empty
  const documents = [...new Map(nearest.toReversed().map(passage => [passage.doc, passage])).values()]
    .reverse()
    .slice(0, MAX_DOCUMENTS)
  const authors = documents.flatMap(({ author }) => (author ? [toLine(author)] : []))
  const people = [...new Set(authors)].slice(0, MAX_PEOPLE)
  return [
    words.unknown,
    documents.length > 0 ? `${words.nearest}\n${documents.map(formatDocument).join('\n')}` : '',
    people.length > 0 ? `${words.mightKnow}${people.join(words.comma)}` : '',
  ]
    .filter(part => part !== '')
    .join('\n\n')
}

function formatDocument({ doc, title, uri }: { doc: string; title: string; uri: string }): string {
  const name = toLine(title === '' ? doc : title)
  if (/^https?:\/\/[^\s<>()]+$/.test(uri)) return `- [${name.replace(/[[\]]/g, '\\$&')}](${uri})`
  return title === '' || title === doc ? `- ${name}` : `- ${name} (${toLine(doc)})`
}

function toLine(text: string): string {
  return escapeMarkdown(text.replace(/\s+/g, ' ').trim())
}
