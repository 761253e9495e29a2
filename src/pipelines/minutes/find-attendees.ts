/** Who took part without having to speak: the names in an "Attendees" block and in the notices of people who join a call. */
import type { Utterance } from '../../text/utterance.ts'

const blocks =
  'attendees|attendance|present|participants|in attendance|anwesend|anwesende|teilnehmer|teilnehmende|présents?|participants|asistentes|presentes|出席者?|出席人员|参会者?|参会人员|参加者'
const heading = new RegExp(
  `^(?:${blocks}|agenda|date|subject|location|datum|ort|thema|tagesordnung|ordre du jour|lieu|orden del día|fecha|lugar|议程|日期|地点|议题|日時|場所|議題)$`,
  'iu',
)
const block = new RegExp(
  `(?:^|\\n)\\s*(?:#+ |\\*\\*)?(?:${blocks})\\s*(?:\\*\\*)?[:：](?:\\*\\*)?\\s*(?<names>[^\\n]*(?:\\n\\s*[-*•] [^\\n]+)*)`,
  'giu',
)
/** Of a call, not of a channel, which people join and leave all day. */
const joined =
  /^\s*(?<name>[\p{L}\p{N}_.' -]{2,40}?)\s+(?:(?:has |have )?joined(?: the (?:meeting|call|conversation))?|ist (?:dem meeting |der besprechung )?beigetreten|a rejoint (?:la réunion|l['’]appel)|se ha unido(?: a la (?:reunión|llamada))?)\s*[.!]?\s*$|^\s*(?<wide>[\p{L}\p{N}_ ]{1,20}?)\s*(?:加入了(?:会议|通话)|が(?:会議に)?参加しました)[。.]?\s*$/iu

/** A line "Agenda: …" looks as if somebody called Agenda had spoken. */
export function isHeading(author: string): boolean {
  return heading.test(author.trim())
}

/** @returns names in the order of the text */
export function findAttendees(messages: readonly Utterance[]): string[] {
  const names = messages.flatMap(({ author, text }) => {
    const whole = isHeading(author) ? `${author}: ${text}` : text
    const listed = [...whole.matchAll(block)].flatMap(({ groups }) =>
      groups!.names!.split(/[,;、，\n]|\s(?:and|und|et|y)\s/u),
    )
    const notice = joined.exec(text)?.groups
    return [...listed, ...(notice ? [(notice.name ?? notice.wide)!] : [])]
  })
  const clean = names.map(name =>
    name
      .replace(/^\s*[-*•]\s*/, '')
      .replace(/\s*\([^)]*\)|[.。]\s*$/g, '')
      .trim(),
  )
  return [...new Set(clean)].filter(name => /^[\p{L}][\p{L}\p{N}_.' -]{1,39}$/u.test(name))
}
