/** Reads the sample documents of an invented company, Harbour Bikes, through the loaders. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Loaded, ParsedDocument } from '../../../../knowledge/loaders/loader.ts'
import { openBytes, openFile } from '../../../../knowledge/loaders/open-file.ts'
import { findLoader } from '../../../../knowledge/loaders/registry.ts'

const fixtures = join(import.meta.dirname, '../../../fixtures/documents')

export function readBytes(name: string): Uint8Array {
  return readFileSync(join(fixtures, name))
}

/** What a loader gives for a file that lies in the folder of samples, or for the bytes under that name. */
export async function load(name: string, bytes?: Uint8Array): Promise<Loaded[]> {
  const file = bytes === undefined ? openFile(join(fixtures, name)) : openBytes(name, bytes)
  return Array.fromAsync(findLoader(name)!.load(file))
}

export function keysOf(loaded: readonly Loaded[]): string[] {
  return loaded.flatMap(entry => ('item' in entry ? [entry.item.key] : []))
}

/** Documents by their keys. */
export async function parseAll(loaded: readonly Loaded[]): Promise<Record<string, ParsedDocument>> {
  const documents: Record<string, ParsedDocument> = {}
  for (const entry of loaded) if ('item' in entry) documents[entry.item.key] = await entry.item.parse()
  return documents
}

/** Blocks as `heading 2: Prices` and the like, each with its first line. */
export function outline({ text, blocks }: ParsedDocument): string[] {
  return blocks.map(({ kind, start, end, depth, title }) => {
    const words = title ?? text.slice(start, end).split('\n')[0]!
    return `${kind}${depth === undefined ? '' : ` ${depth}`}: ${words}`
  })
}
