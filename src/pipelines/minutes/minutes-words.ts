/** The fixed words of minutes, in the languages of the prompts. */

export interface MinutesWords {
  title: string
  date: string
  attendees: string
  agenda: string
  topics: string
  /** With `{n}`: a stretch of the conversation that nobody gave a name. */
  part: string
  decisions: string
  actions: string
  questions: string
  none: string
  /** Where nobody took a task. */
  nobody: string
  /** With `{due}`. */
  until: string
  /** Where no language model was there to word anything. */
  extractive: string
}

const words: Readonly<Record<string, MinutesWords>> = {
  en: {
    title: 'Minutes',
    date: 'Date',
    attendees: 'Attendees',
    agenda: 'Agenda',
    topics: 'Topics',
    part: 'Part {n}',
    decisions: 'Decisions',
    actions: 'Actions',
    questions: 'Open questions',
    none: 'None.',
    nobody: 'nobody yet',
    until: 'due: {due}',
    extractive: 'No language model could be reached: everything stands here in the words that were said.',
  },
  zh: {
    title: '会议纪要',
    date: '日期',
    attendees: '参会者',
    agenda: '议程',
    topics: '议题',
    part: '第 {n} 部分',
    decisions: '决定',
    actions: '行动项',
    questions: '未决问题',
    none: '无。',
    nobody: '尚无人负责',
    until: '期限：{due}',
    extractive: '无法使用语言模型：以上内容均为发言原文。',
  },
  de: {
    title: 'Protokoll',
    date: 'Datum',
    attendees: 'Teilnehmende',
    agenda: 'Tagesordnung',
    topics: 'Themen',
    part: 'Teil {n}',
    decisions: 'Beschlüsse',
    actions: 'Aufgaben',
    questions: 'Offene Fragen',
    none: 'Keine.',
    nobody: 'noch niemand',
    until: 'Termin: {due}',
    extractive: 'Kein Sprachmodell war erreichbar: Alles steht hier so, wie es gesagt wurde.',
  },
  fr: {
    title: 'Compte rendu',
    date: 'Date',
    attendees: 'Participants',
    agenda: 'Ordre du jour',
    topics: 'Sujets',
    part: 'Partie {n}',
    decisions: 'Décisions',
    actions: 'Actions',
    questions: 'Questions ouvertes',
    none: 'Aucune.',
    nobody: 'personne encore',
    until: 'échéance : {due}',
    extractive: 'Aucun modèle de langue n’était disponible : tout est dans les mots mêmes qui ont été dits.',
  },
  es: {
    title: 'Acta',
    date: 'Fecha',
    attendees: 'Asistentes',
    agenda: 'Orden del día',
    topics: 'Temas',
    part: 'Parte {n}',
    decisions: 'Decisiones',
    actions: 'Tareas',
    questions: 'Cuestiones abiertas',
    none: 'Ninguna.',
    nobody: 'nadie todavía',
    until: 'plazo: {due}',
    extractive: 'No había ningún modelo de lenguaje disponible: todo está con las palabras que se dijeron.',
  },
  ja: {
    title: '議事録',
    date: '日付',
    attendees: '出席者',
    agenda: '議題',
    topics: '議論の内容',
    part: 'その {n}',
    decisions: '決定事項',
    actions: 'アクション',
    questions: '未決事項',
    none: 'なし。',
    nobody: '担当未定',
    until: '期限：{due}',
    extractive: '言語モデルが使えないため、すべて発言のまま記しています。',
  },
}

/** @param lang ISO 639-1; a language without its own words gets the English ones */
export function minutesWords(lang: string): MinutesWords {
  return words[lang] ?? words.en!
}
