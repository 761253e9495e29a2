/** The fixed words of minutes, in the languages of the prompts. */

export interface MinutesWords {
  decisions: string
  actions: string
  questions: string
  none: string
  /** Where nobody took a task. */
  nobody: string
  /** With `{due}`. */
  until: string
}

const words: Readonly<Record<string, MinutesWords>> = {
  en: {
    decisions: 'Decisions',
    actions: 'Actions',
    questions: 'Open questions',
    none: 'None.',
    nobody: 'nobody yet',
    until: 'due: {due}',
  },
  zh: {
    decisions: '决定',
    actions: '行动项',
    questions: '未决问题',
    none: '无。',
    nobody: '尚无人负责',
    until: '期限：{due}',
  },
  de: {
    decisions: 'Beschlüsse',
    actions: 'Aufgaben',
    questions: 'Offene Fragen',
    none: 'Keine.',
    nobody: 'noch niemand',
    until: 'Termin: {due}',
  },
  fr: {
    decisions: 'Décisions',
    actions: 'Actions',
    questions: 'Questions ouvertes',
    none: 'Aucune.',
    nobody: 'personne encore',
    until: 'échéance : {due}',
  },
  es: {
    decisions: 'Decisiones',
    actions: 'Tareas',
    questions: 'Cuestiones abiertas',
    none: 'Ninguna.',
    nobody: 'nadie todavía',
    until: 'plazo: {due}',
  },
  ja: {
    decisions: '決定事項',
    actions: 'アクション',
    questions: '未決事項',
    none: 'なし。',
    nobody: '担当未定',
    until: '期限：{due}',
  },
}

/** @param lang ISO 639-1; a language without its own words gets the English ones */
export function minutesWords(lang: string): MinutesWords {
  return words[lang] ?? words.en!
}
