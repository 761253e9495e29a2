/** Subtitles and transcripts (WebVTT, SubRip): who speaks stays, and when is the place to look. */
import { ParleyError } from '../../src/errors.ts'
import { decodeFile } from './decode-file.ts'
import { createDocumentBuilder } from './document-builder.ts'
import { createDocumentLoader, titleFromPath } from './document-loader.ts'
import type { ParsedDocument } from './loader.ts'

export const subtitlesLoader = createDocumentLoader({
  name: 'subtitle',
  extensions: ['.vtt', '.srt'],
  parse: (bytes, name) => parseSubtitles(decodeFile(bytes, name), name),
})

interface Cue {
  /** `HH:MM:SS` from the beginning. */
  time: string
  /** Empty where the file does not say. */
  speaker: string
  text: string
}

/** What one person says is divided after so many letters, so that a place in it has a time. */
const MAX_SPEECH_LENGTH = 400

/** @throws ParleyError INPUT_INVALID where there is no cue in it */
function parseSubtitles(source: string, name: string): ParsedDocument {
  const cues = parseCues(source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'))
  if (cues.length === 0)
    throw new ParleyError('INPUT_INVALID', `${name} has no cues such as 00:00:01.000 --> 00:00:03.000.`)
  const builder = createDocumentBuilder()
  for (const { time, speaker, text } of joinSpeeches(cues)) {
    builder.location(time)
    builder.prose(speaker === '' ? text : `**${speaker}**: ${text}`)
  }
  const speakers = [...new Set(cues.map(cue => cue.speaker).filter(speaker => speaker !== ''))]
  const title = /^WEBVTT[ \t]+(?:-[ \t]*)?(\S.*)$/m.exec(source)?.[1]?.trim()
  return builder.build({
    title: title || titleFromPath(name),
    ...(speakers.length > 0 ? { author: speakers.join(', ') } : {}),
  })
}

const timing = /^[ \t]*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,]\d{1,3}[ \t]*-->.*$/
/** Some recorders name the speaker in the text. */
const prefix = /^([\p{Lu}\p{Lo}][\p{L}\p{M}\p{N}.'’-]*(?: [\p{L}\p{N}(][\p{L}\p{M}\p{N}.'’)-]*){0,4})[:：]\s+(?=\S)/u

function parseCues(source: string): Cue[] {
  const lines = source.split('\n')
  const starts = lines.flatMap((line, i) => (timing.test(line) ? [i] : []))
  return starts.flatMap((start, n) => {
    const next = starts[n + 1]
    // The line before a time is the next cue's number or name where a blank line stands before it.
    const hasId = next !== undefined && lines[next - 1]!.trim() !== '' && lines[next - 2]?.trim() === ''
    const content = lines.slice(start + 1, next === undefined ? undefined : hasId ? next - 1 : next)
    const end = content.findIndex(
      (line, i) => line.trim() === '' && /^(?:NOTE|STYLE|REGION)\b/.test(content[i + 1] ?? ''),
    )
    const raw = content.slice(0, end < 0 ? undefined : end).join(' ')
    const [, hours = '0', minutes = '', seconds = ''] = timing.exec(lines[start]!)!
    const time = [hours, minutes, seconds].map(part => part.padStart(2, '0')).join(':')
    return splitVoices(raw).flatMap(cue => (cue.text === '' ? [] : [{ time, ...cue }]))
  })
}

/** One cue may hold several voices. */
function splitVoices(raw: string): Omit<Cue, 'time'>[] {
  const [before = '', ...voices] = raw.split(/<v(?:\.[^\s>]*)?(?=[\s>])/)
  if (voices.length === 0) {
    const text = toPlain(before)
    const named = prefix.exec(text)
    return [named === null ? { speaker: '', text } : { speaker: named[1]!, text: text.slice(named[0].length) }]
  }
  const spoken = voices.map(voice => {
    const end = voice.indexOf('>')
    return { speaker: toPlain(voice.slice(0, Math.max(0, end))), text: toPlain(voice.slice(end + 1)) }
  })
  return [{ speaker: '', text: toPlain(before) }, ...spoken]
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: ' ',
  quot: '"',
  lrm: '',
  rlm: '',
}

function toPlain(text: string): string {
  return text
    .replace(/<[^>]*>|\{\\[^}]*\}/g, '')
    .replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim()
}

/** Cues are cut to fit a screen; what one person says in a row belongs together. */
function joinSpeeches(cues: readonly Cue[]): Cue[] {
  const speeches: Cue[] = []
  for (const cue of cues) {
    const last = speeches.at(-1)
    if (last?.speaker === cue.speaker && last.text.length + cue.text.length < MAX_SPEECH_LENGTH)
      last.text += ` ${cue.text}`
    else speeches.push({ ...cue })
  }
  return speeches
}
