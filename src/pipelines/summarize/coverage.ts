/** The line that tells the reader what a summary rests on, and what it does not, in the languages of the prompts. */
import type { AsideKind } from '../reading/set-aside.ts'

export interface Coverage {
  /** All that were given. */
  messages: number
  /** Of which the model read at least a part. */
  read: number
  /** The others. */
  skipped: number
  /** Messages, or parts of messages, that say nothing to a reader; kinds of which there were none are left out. */
  aside: Partial<Record<AsideKind, number>>
}

type CoverageWords = Record<'read' | 'passed' | 'noise' | 'pastes' | 'images' | 'files', string>

/** Each with a number behind it, so that no language needs a plural. */
const words: Readonly<Record<string, CoverageWords>> = {
  en: {
    read: 'Messages read: {read} of {messages}',
    passed: 'looked through and found to say less: ',
    noise: 'notices, reactions and repeats set aside: ',
    pastes: 'pasted logs not read: ',
    images: 'images not read: ',
    files: 'other files not read: ',
  },
  zh: {
    read: '已读消息：{read} / {messages}',
    passed: '浏览后认为较次要：',
    noise: '略去的通知、表情回应和重复：',
    pastes: '未读的粘贴日志：',
    images: '未读的图片：',
    files: '未读的其他文件：',
  },
  de: {
    read: 'Gelesene Nachrichten: {read} von {messages}',
    passed: 'durchgesehen und für weniger wichtig befunden: ',
    noise: 'Hinweise, Reaktionen und Wiederholungen beiseitegelassen: ',
    pastes: 'eingefügte Protokolle nicht gelesen: ',
    images: 'Bilder nicht gelesen: ',
    files: 'andere Dateien nicht gelesen: ',
  },
  fr: {
    read: 'Messages lus : {read} sur {messages}',
    passed: 'parcourus et jugés moins importants : ',
    noise: 'avis, réactions et répétitions laissés de côté : ',
    pastes: 'journaux collés non lus : ',
    images: 'images non lues : ',
    files: 'autres fichiers non lus : ',
  },
  es: {
    read: 'Mensajes leídos: {read} de {messages}',
    passed: 'revisados por encima, parecían decir menos: ',
    noise: 'avisos, reacciones y repeticiones apartados: ',
    pastes: 'registros pegados sin leer: ',
    images: 'imágenes sin leer: ',
    files: 'otros archivos sin leer: ',
  },
  ja: {
    read: '読んだメッセージ：{messages} 件中 {read} 件',
    passed: '目を通し、重要度が低いと判断：',
    noise: '除いた通知・リアクション・重複：',
    pastes: '読んでいない貼り付けログ：',
    images: '読んでいない画像：',
    files: '読んでいないその他のファイル：',
  },
}

const wholeMessages = ['notice', 'reaction', 'bot', 'repeat', 'empty'] as const

/**
 * @param passed messages with something to read that the model did not read
 * @param lang ISO 639-1; a language without its own words gets the English ones
 */
export function formatCoverage(coverage: Coverage, passed: number, lang: string): string {
  const { read, messages, aside } = coverage
  const own = words[lang] ?? words.en!
  const noise = wholeMessages.reduce((sum, kind) => sum + (aside[kind] ?? 0), 0)
  const counts = [
    [own.passed, passed],
    [own.noise, noise],
    [own.pastes, aside.paste],
    [own.images, aside.image],
    [own.files, aside.file],
  ] as const
  const all = own.read.replace('{read}', String(read)).replace('{messages}', String(messages))
  return `_${[all, ...counts.flatMap(([label, count]) => (count ? [label + count] : []))].join('; ')}._`
}
