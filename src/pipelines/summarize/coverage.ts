/** The line that tells the reader of a summary what it does not rest on, in the languages of the prompts. */

const notes: Readonly<Record<string, string>> = {
  en: 'Read in full: {read} of {messages} messages; the other {skipped} were looked through and seemed to say less.',
  zh: '共 {messages} 条消息，细读了 {read} 条；其余 {skipped} 条只作浏览，内容似乎较次要。',
  de: 'Gründlich gelesen: {read} von {messages} Nachrichten; die übrigen {skipped} wurden durchgesehen und schienen weniger wichtig.',
  fr: 'Lus en détail : {read} messages sur {messages} ; les {skipped} autres ont été parcourus et semblaient moins importants.',
  es: 'Leídos a fondo: {read} de {messages} mensajes; los otros {skipped} se revisaron por encima y parecían decir menos.',
  ja: '{messages} 件のうち {read} 件を精読しました。残りの {skipped} 件は目を通しただけで、重要度が低いと判断しました。',
}

/** @returns undefined where everything was read */
export function formatCoverage(
  coverage: { messages: number; read: number; skipped: number },
  lang: string,
): string | undefined {
  if (coverage.skipped === 0) return undefined
  const note = notes[lang] ?? notes.en!
  return note.replace(/\{(\w+)\}/g, (_, name: keyof typeof coverage) => String(coverage[name]))
}
