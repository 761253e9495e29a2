/** Fills a file from another place on this machine, such as the cache of another program. */
import { open, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { ModelSource } from '../catalog.ts'
import { type PartFile, type SourceTools, SourceUnavailable } from './source.ts'

const CHUNK_BYTES = 4 * 1024 ** 2

/**
 * Where the hub's own tools keep the file, after `huggingface_hub`'s cache layout: `models--OWNER--NAME/snapshots/REVISION/PATH` below
 * `HF_HUB_CACHE`, `HF_HOME/hub` or `~/.cache/huggingface/hub`.
 */
export function hubCachePath(source: Extract<ModelSource, { type: 'huggingface' }>, env: NodeJS.ProcessEnv): string {
  const cacheFolder = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache')
  const hub = env.HF_HUB_CACHE || join(env.HF_HOME || join(cacheFolder, 'huggingface'), 'hub')
  return join(hub, `models--${source.repository.replace('/', '--')}`, 'snapshots', source.revision, source.path)
}

/**
 * Copies a file, from the byte on where the part ends.
 * @param path absolute, or beginning with `~/`
 * @throws SourceUnavailable; the signal's reason; the file system's error where writing fails
 */
export async function copyFromPath(path: string, part: PartFile, tools: SourceTools): Promise<void> {
  const from = path.startsWith('~/') ? join(tools.env.HOME || homedir(), path.slice(2)) : path
  if (!isAbsolute(from)) throw new SourceUnavailable(`${from} is not an absolute path`)
  const bytes = await stat(from).then(
    stats => stats.size,
    () => undefined,
  )
  if (bytes === undefined) throw new SourceUnavailable(`${from} does not exist`)
  if (bytes !== part.totalBytes)
    throw new SourceUnavailable(`${from} has ${bytes} bytes where ${part.totalBytes} were expected`)
  const input = await open(from).catch(cause => {
    throw new SourceUnavailable(`${from} can't be read`, { cause })
  })
  try {
    const output = await open(part.path, 'a')
    try {
      let { size: position } = await output.stat()
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
      while (position < bytes) {
        tools.signal.throwIfAborted()
        const { bytesRead } = await input.read(buffer, 0, CHUNK_BYTES, position)
        if (bytesRead === 0) throw new SourceUnavailable(`${from} became shorter while it was read`)
        await output.appendFile(buffer.subarray(0, bytesRead))
        position += bytesRead
        tools.onBytes(position)
      }
    } finally {
      await output.close()
    }
  } finally {
    await input.close()
  }
}
