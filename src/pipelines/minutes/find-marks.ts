/** Reads the marks by which people and meeting bots write down tasks, decisions and topics: `[ACTION] ann to…`, `#agreed`, `TODO(ann):`. */

export interface Mark {
  kind: 'action' | 'decision' | 'topic' | 'question'
  /** Names before the task, as written. */
  owner?: string
  text: string
}

const kinds: readonly [Mark['kind'], string][] = [
  [
    'action',
    'action(?: item| point)?s?|ai|to-?do|task|aufgabe|zu erledigen|à faire|tâche|tarea|acción|pendiente|行动项|行动|待办(?:事项)?|任务|アクション|宿題|タスク',
  ],
  [
    'decision',
    'agreed|agreement|decision|decided|resolved|approved|accepted|beschluss|beschlossen|entscheidung|décision|décidé|decisión|acuerdo|acordado|决定|决议|決定(?:事項)?|決議|合意',
  ],
  ['topic', '(?:sub)?topic|agenda(?: item)?|thema|tagesordnungspunkt|sujet|tema|议题|議題|トピック'],
  [
    'question',
    'open question|open issue|open point|offene frage|offener punkt|question ouverte|pregunta abierta|未决问题|未決事項',
  ],
]
/** In brackets, with a hash, in capitals or with a colon: the word alone is no mark. */
const patterns = kinds.map(
  ([kind, words]) =>
    [
      kind,
      new RegExp(
        `^\\s*(?:[-*•]\\s*)?(?:\\[(?:${words})\\]:?|#(?:${words})(?![\\p{L}\\p{N}])|(?:new |rolling |\\p{Ll}+ )?(?:${words})(?:\\s*\\((?<owner>[^()]{1,40})\\))?\\s*[:：])\\s*(?<text>\\S.*)$`,
        'isu',
      ),
      new RegExp(
        `^\\s*(?:[-*•]\\s*)?(?:${words})\\s+(?:for|on|an|für|pour|para)\\s+(?<owner>[^:：]{1,40})[:：]\\s*(?<text>\\S.*)$`,
        'isu',
      ),
    ] as const,
)
const checkbox = /^\s*[-*]\s*\[ \]\s*(?<text>\S.*)$/su

const words = kinds.map(([, each]) => each).join('|')
/** In the middle of a line, a mark stands in bold or begins a sentence: "All right. **Decision: we move.** Anything else?" */
const inline = new RegExp(`(?<=\\S\\s+)(?=\\*\\*(?:${words})\\s*[:：])|(?<=[.!?]\\s+)(?=(?:${words})[:：]\\s)`, 'iu')
const boldMark = new RegExp(`^\\s*\\*\\*((?:${words})\\s*[:：][^*]*)\\*\\*`, 'iu')

/** @returns the line, divided before every mark that stands within it, and after a mark in bold */
export function splitAtMarks(line: string): string[] {
  return line.split(inline).flatMap(part => {
    const bold = boldMark.exec(part)
    return bold ? [bold[1]!, part.slice(bold[0].length)].filter(piece => piece.trim() !== '') : [part]
  })
}

/** @param line one line of a message, or what `splitAtMarks` makes of one */
export function findMark(line: string): Mark | undefined {
  for (const [kind, plain, addressed] of patterns) {
    const groups = (addressed.exec(line) ?? plain.exec(line))?.groups
    if (groups) return { kind, text: groups.text!.trim(), ...(groups.owner ? { owner: groups.owner.trim() } : {}) }
  }
  const box = checkbox.exec(line)?.groups
  return box ? { kind: 'action', text: box.text!.trim() } : undefined
}
