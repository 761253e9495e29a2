/** Where what can be made or fetched again is kept for the user. */
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Parley's part of the user's cache folder after the XDG Base Directory specification, which says to pass over a relative path. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const xdg = env.XDG_CACHE_HOME
  return join(xdg && isAbsolute(xdg) ? xdg : join(env.HOME || homedir(), '.cache'), 'parley')
}
