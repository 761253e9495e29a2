/** Finds the images and files of a message, which are not read: the marks of those that came with it, and what exports put in their place. */
import { findFileMarks, isImageName } from '../../text/file-marks.ts'
import type { TextSpan } from './text-span.ts'

export interface AttachedFiles {
  images: number
  files: number
  /** Where they are named. */
  spans: TextSpan[]
}

/** WhatsApp, Telegram, LINE, Signal, Slack and WeChat say what they left out, in the language of whoever exported. */
const placeholder =
  /^\u200e?[<[(]?(?:(image|photo|gif|sticker|screenshot|bild|foto|imagen|图片|照片|表情|写真|画像|スタンプ)|(media|video|audio|document|file|voice message|attachment|video note|medien|datei|sprachnachricht|média|fichier|archivo|multimedia|视频|语音|文件|動画|ファイル|ボイスメッセージ))(?: (?:omitted|attached|message|file|weggelassen|ausgeschlossen|omise?|absente?|omitid[oa]|adjunt[oa]))?[>\])]?$/iu
const bracketed = /^\u200e?[<[(]|omitted|weggelassen|ausgeschlossen|omis|omitid|absent/iu
const whatsappFile =
  /^\u200e?(?:<attached: )?(\S+\.[\p{L}\p{N}]{2,5})(?: \((?:file attached|datei angehängt|fichier joint|archivo adjunto)\)|>)$/iu
const uploaded = /^(?:uploaded (?:a|an) (?:file|image)|shared (?:a|an) (?:file|image)):? (\S.*)$/iu

export function findAttachedFiles(text: string): AttachedFiles {
  const found: AttachedFiles = { images: 0, files: 0, spans: [] }
  const count = (isImage: boolean, start: number, end: number) => {
    if (isImage) found.images++
    else found.files++
    found.spans.push({ start, end })
  }
  for (const { kind, start, end } of findFileMarks(text)) count(kind === 'image', start, end)
  let start = 0
  for (const line of text.split('\n')) {
    const trimmed = line.trim()
    const file = whatsappFile.exec(trimmed)?.[1] ?? uploaded.exec(trimmed)?.[1]
    const word = bracketed.test(trimmed) ? placeholder.exec(trimmed) : null
    if (file !== undefined) count(isImageName(file), start, start + line.length)
    else if (word) count(word[1] !== undefined, start, start + line.length)
    start += line.length + 1
  }
  return found
}
