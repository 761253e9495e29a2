/** Reads an option that is a whole number. */
import { ParleyError } from '../errors.ts'

/**
 * @param option as people write it, such as `--limit`
 * @throws ParleyError INPUT_INVALID where it is none, or out of bounds
 */
export function parseCount(option: string, value: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const count = /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (count >= least && count <= most) return count
  const bounds = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`
  throw new ParleyError('INPUT_INVALID', `Expected ${option} to be a whole number ${bounds}, got ${value}.`)
}
