/** The file formats that can be indexed; a new one is a file in this folder and a line here. */
import { extname } from 'node:path'
import { htmlLoader } from './html.ts'
import { jsonlLoader } from './jsonl.ts'
import type { Loader } from './loader.ts'
import { markdownLoader } from './markdown.ts'
import { plainTextLoader } from './plain-text.ts'

const loaders: readonly Loader[] = [markdownLoader, plainTextLoader, htmlLoader, jsonlLoader]

/** @returns the loader for the file's extension, or undefined where the format is unknown */
export function findLoader(path: string): Loader | undefined {
  const extension = extname(path).toLowerCase()
  return loaders.find(loader => loader.extensions.includes(extension))
}
