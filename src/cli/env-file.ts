/** Writes keys into a `.env` file and leaves everything else in it as it is. */
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { messageOf, ParleyError } from '../errors.ts'

/** The file's text with the keys set: in place where they are, else at the end. A value is quoted where it has to be. */
export function setEnvKeys(text: string, values: Readonly<Record<string, string>>): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  for (const [key, value] of Object.entries(values)) {
    const line = `${key}=${quote(value)}`
    // The last of several counts.
    const at = lines.findLastIndex(existing => new RegExp(`^\\s*(?:export\\s+)?${key}\\s*=`).test(existing))
    if (at < 0) lines.push(line)
    else lines[at] = line
  }
  return `${lines.join('\n')}\n`
}

function quote(value: string): string {
  if (/^[\w.:/@+-]*$/.test(value)) return value
  if (!value.includes("'")) return `'${value}'`
  return `"${value.replaceAll('"', '\\"')}"`
}

/**
 * Readable by its owner alone, before anything secret is in it; replaced in one step.
 * @throws ParleyError CONFIG_INVALID where it cannot be written
 */
export function updateEnvFile(path: string, values: Readonly<Record<string, string>>): void {
  try {
    let text = ''
    try {
      text = readFileSync(path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
    const next = `${path}.new`
    writeFileSync(next, '', { mode: 0o600 })
    chmodSync(next, 0o600)
    writeFileSync(next, setEnvKeys(text, values))
    renameSync(next, path)
  } catch (cause) {
    throw new ParleyError('CONFIG_INVALID', `${path} cannot be written: ${messageOf(cause)}.`, { cause })
  }
}
