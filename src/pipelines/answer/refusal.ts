/** What Parley says when the documents do not hold the answer, in the languages of the prompts. */

interface Refusal {
  unknown: string
  /** With `{title}`: the document that comes nearest. */
  nearest: string
  empty: string
}

const refusals: Readonly<Record<string, Refusal>> = {
  en: {
    unknown: 'I don’t know: the documents that I can search here do not say.',
    nearest: ' The nearest is “{title}”.',
    empty: 'I don’t know: no documents are indexed yet. Add some with: parley index PATH',
  },
  zh: {
    unknown: '我不知道：这里可以查找的文档没有说明。',
    nearest: '最接近的是《{title}》。',
    empty: '我不知道：还没有索引任何文档。请先运行：parley index PATH',
  },
  de: {
    unknown: 'Das weiß ich nicht: In den Dokumenten, die ich hier durchsuchen kann, steht es nicht.',
    nearest: ' Am nächsten kommt „{title}“.',
    empty: 'Das weiß ich nicht: Es sind noch keine Dokumente aufgenommen. Das geht mit: parley index PFAD',
  },
  fr: {
    unknown: 'Je ne sais pas : les documents que je peux consulter ici ne le disent pas.',
    nearest: ' Le plus proche est « {title} ».',
    empty: 'Je ne sais pas : aucun document n’est encore indexé. Pour en ajouter : parley index CHEMIN',
  },
  es: {
    unknown: 'No lo sé: los documentos que puedo consultar aquí no lo dicen.',
    nearest: ' Lo más cercano es «{title}».',
    empty: 'No lo sé: todavía no hay documentos indexados. Se añaden con: parley index RUTA',
  },
  ja: {
    unknown: '分かりません。ここで検索できる文書には書かれていません。',
    nearest: '最も近いのは「{title}」です。',
    empty: '分かりません。まだ文書が登録されていません。次のコマンドで追加できます：parley index パス',
  },
}

/** @param lang ISO 639-1; a language without its own words gets the English ones */
export function formatRefusal(lang: string, { nearest, isEmpty }: { nearest?: string; isEmpty?: boolean }): string {
  const { unknown, nearest: pointer, empty } = refusals[lang] ?? refusals.en!
  if (isEmpty) return empty
  return nearest ? unknown + pointer.replace('{title}', () => nearest) : unknown
}
