/** The disk below the models folder: room, writability and what its errors mean to a person. */
import { constants } from 'node:fs'
import { access, mkdir, stat, statfs } from 'node:fs/promises'
import { messageOf, ParleyError } from '../../errors.ts'
import { formatBytes } from '../../text/format-bytes.ts'

/** Left free beside the file, for what else writes meanwhile. */
const SPARE_BYTES = 64e6

const writeFailures = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'EFBIG', 'ENOTDIR', 'EISDIR'])

/** True for errors of the file system that no other source would mend. */
export function isWriteFailure(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'code' in error && writeFailures.has(String(error.code))
}

/** Bytes that may still be written to the file system of a folder. */
export async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize
}

/** @throws ParleyError CONFIG_INVALID where the folder can't be made or written to */
export async function prepareDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true })
    await access(directory, constants.W_OK)
  } catch (cause) {
    throw toWriteError(cause, directory)
  }
}

/** @throws ParleyError MODEL_UNAVAILABLE where less than `neededBytes` are free */
export async function checkRoom(
  neededBytes: number,
  directory: string,
  freeBytes: (directory: string) => Promise<number>,
): Promise<void> {
  const free = await freeBytes(directory)
  if (free >= neededBytes + SPARE_BYTES) return
  throw new ParleyError(
    'MODEL_UNAVAILABLE',
    `The disk of ${directory} is too full: ${formatBytes(neededBytes + SPARE_BYTES)} are needed, ${formatBytes(free)} are free. Make room, or set PARLEY_MODELS to a folder on another disk.`,
  )
}

/** What a failed write means, as an error for people. */
export function toWriteError(cause: unknown, directory: string): ParleyError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ParleyError(
      'STORE_UNAVAILABLE',
      `The disk of ${directory} is full. Make room, or set PARLEY_MODELS to a folder on another disk; what is there so far is kept.`,
      { cause },
    )
  }
  return new ParleyError(
    'CONFIG_INVALID',
    `The models folder ${directory} can't be written to (${messageOf(cause)}). Mend its permissions, or set PARLEY_MODELS to another folder.`,
    { cause },
  )
}

/** Bytes of a file, 0 where there is none. */
export async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch {
    return 0
  }
}
