/** How the tasks of `write` are put to the model, in the languages of its prompt: the same words as in the examples there. */

export type WritingStyle = 'friendly' | 'formal' | 'short' | 'plain'

export type WritingWords = Record<WritingStyle, string> & {
  /** Where only points are given. */
  draft: string
  /** Before the list of facts that were not given. */
  check: string
}

const words: Readonly<Record<string, WritingWords>> = {
  en: {
    friendly: 'Rewrite in a friendly tone',
    formal: 'Rewrite in a formal tone',
    short: 'Shorten',
    plain: 'Rewrite in plain words and short sentences',
    draft: 'Write a message about it',
    check: 'Not in your text, please check:',
  },
  zh: {
    friendly: '改成友好的语气',
    formal: '改成正式的语气',
    short: '缩短',
    plain: '改成简单易懂的短句',
    draft: '写一条消息',
    check: '原文中没有，请核对：',
  },
  de: {
    friendly: 'Freundlich umschreiben',
    formal: 'Förmlich umschreiben',
    short: 'Kürzen',
    plain: 'In einfachen Wörtern und kurzen Sätzen umschreiben',
    draft: 'Schreib eine Nachricht darüber',
    check: 'Steht nicht in deinem Text, bitte prüfen:',
  },
  fr: {
    friendly: 'Réécrire sur un ton aimable',
    formal: 'Réécrire sur un ton formel',
    short: 'Raccourcir',
    plain: 'Réécrire en mots simples et en phrases courtes',
    draft: 'Écrire un message à ce sujet',
    check: 'Absent de votre texte, à vérifier :',
  },
  es: {
    friendly: 'Reescribir en tono amable',
    formal: 'Reescribir en tono formal',
    short: 'Acortar',
    plain: 'Reescribir con palabras sencillas y frases cortas',
    draft: 'Escribir un mensaje sobre esto',
    check: 'No está en tu texto, compruébalo:',
  },
  ja: {
    friendly: '親しみやすい調子に書き換える',
    formal: '丁寧な調子に書き換える',
    short: '短くする',
    plain: 'やさしい言葉と短い文に書き換える',
    draft: 'これについて連絡文を書く',
    check: '元の文章にありません。確認してください：',
  },
}

/** @param lang ISO 639-1; a language without its own words gets the English ones */
export function writingWords(lang: string): WritingWords {
  return words[lang] ?? words.en!
}
