/** JSON lines: a document `{id, title?, text, acl?}` a line; other fields are passed over. */
import { z } from 'zod'
import { type Line, splitLines } from '../../src/text/split-lines.ts'
import type { Loaded, Loader } from './loader.ts'
import { parseMarkdown } from './markdown.ts'

const row = z.object({
  id: z.union([z.string().min(1), z.number()], 'expected "id" to be a text or a number').transform(String),
  title: z.string('expected "title" to be a text').optional(),
  text: z.string('expected "text" to be a text').refine(text => text.trim() !== '', 'expected "text" not to be empty'),
  acl: z
    .array(z.string().min(1), 'expected "acl" to be a list of principals such as "public"')
    .min(1, 'expected "acl" to name at least one principal')
    .optional(),
})

const MAX_LINE_BYTES = 16 * 1024 * 1024

export const jsonlLoader: Loader = {
  name: 'JSON lines',
  extensions: ['.jsonl', '.ndjson'],
  async *load(file) {
    const seen = new Map<string, number>()
    for await (const line of splitLines(file.stream(), MAX_LINE_BYTES)) {
      if (line.text?.trim() !== '') yield loadLine(line, seen)
    }
  },
}

function loadLine(line: Line, seen: Map<string, number>): Loaded {
  const fail = (reason: string): Loaded => ({ failure: { where: `line ${line.number}`, reason } })
  if (line.text === undefined) return fail(`${line.problem}: expected JSON in UTF-8, at most ${MAX_LINE_BYTES} bytes`)
  let value: unknown
  try {
    value = JSON.parse(line.text)
  } catch {
    return fail('not JSON: expected one object a line')
  }
  const checked = row.safeParse(value)
  if (!checked.success) {
    const [issue] = checked.error.issues
    return fail(issue!.path.length === 0 ? 'expected an object {id, title, text}' : issue!.message)
  }
  const { id, title = '', text, acl } = checked.data
  const before = seen.get(id)
  if (before !== undefined) return fail(`the id "${id}" was used on line ${before} already`)
  seen.set(id, line.number)
  const content = JSON.stringify([title, text])
  return {
    item: { key: id, content, acl, parse: () => ({ ...parseMarkdown(text, title), title }) },
  }
}
