/** The fixed words of summaries, in the languages of the prompts. */

export interface SummaryWords {
  forYou: string
  decisions: string
  questions: string
  others: string
  /** Where no language model was there to word it. */
  extractive: string
}

const words: Readonly<Record<string, SummaryWords>> = {
  en: {
    forYou: 'For you',
    decisions: 'Decisions',
    questions: 'Open questions',
    others: 'Also said',
    extractive: 'No language model could be reached: these are the most telling messages, word for word.',
  },
  zh: {
    forYou: '与您有关',
    decisions: '决定',
    questions: '未决问题',
    others: '其他内容',
    extractive: '无法使用语言模型：以上为最重要的消息原文。',
  },
  de: {
    forYou: 'Für Sie',
    decisions: 'Beschlüsse',
    questions: 'Offene Fragen',
    others: 'Außerdem',
    extractive: 'Kein Sprachmodell war erreichbar: Das sind die wichtigsten Nachrichten im Wortlaut.',
  },
  fr: {
    forYou: 'Pour vous',
    decisions: 'Décisions',
    questions: 'Questions ouvertes',
    others: 'Aussi évoqué',
    extractive: 'Aucun modèle de langue n’était disponible : voici les messages les plus parlants, mot pour mot.',
  },
  es: {
    forYou: 'Para usted',
    decisions: 'Decisiones',
    questions: 'Cuestiones abiertas',
    others: 'También se dijo',
    extractive:
      'No había ningún modelo de lenguaje disponible: estos son los mensajes más reveladores, al pie de la letra.',
  },
  ja: {
    forYou: 'あなた宛て',
    decisions: '決定事項',
    questions: '未決事項',
    others: 'その他',
    extractive: '言語モデルが使えないため、重要なメッセージを原文のまま示しています。',
  },
}

/** @param lang ISO 639-1; a language without its own words gets the English ones */
export function summaryWords(lang: string): SummaryWords {
  return words[lang] ?? words.en!
}
