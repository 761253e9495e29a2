/** The columns of the passage table, and its rows as passages. */
import type { SchemaLike } from '@lancedb/lancedb'
import { Field, FixedSizeList, Float32, Int32, List, Schema, Utf8 } from 'apache-arrow'
import type { Passage } from './knowledge.ts'

/** A passage as it is stored. */
export interface PassageRow {
  /** `DOCUMENT#POSITION`. */
  id: string
  doc_id: string
  pos: number
  uri: string
  title: string
  heading: string
  lead: string
  text: string
  start: number
  end: number
  lang: string
  /** Terms for the full-text search, separated by blanks. */
  terms: string
  /** Principals, never lists of members: a change of membership needs no new index. */
  acl: string[]
  /** SHA-256 of what was embedded: equal text keeps its vector. */
  chunk_hash: string
  vector: Float32Array
}

/** A row that a search found. */
export type FoundRow = Omit<PassageRow, 'terms' | 'acl' | 'chunk_hash'>

export const foundColumns: (keyof FoundRow)[] = [
  ...(['id', 'doc_id', 'pos', 'uri', 'title', 'heading', 'lead', 'text', 'start', 'end', 'lang', 'vector'] as const),
]

export function passageSchema(dimensions: number): SchemaLike {
  const text = (name: string) => new Field(name, new Utf8(), false)
  const integer = (name: string) => new Field(name, new Int32(), false)
  return new Schema([
    text('id'),
    text('doc_id'),
    integer('pos'),
    text('uri'),
    text('title'),
    text('heading'),
    text('lead'),
    text('text'),
    integer('start'),
    integer('end'),
    text('lang'),
    text('terms'),
    new Field('acl', new List(new Field('item', new Utf8(), true)), false),
    text('chunk_hash'),
    new Field('vector', new FixedSizeList(dimensions, new Field('item', new Float32(), true)), false),
  ])
}

export function toPassage(row: FoundRow, scores: { score: number; cosine: number; bm25?: number }): Passage {
  const { doc_id: doc, pos: position, id, uri, title, heading, lead, text, start, end, lang } = row
  return { id, doc, position, uri, title, heading, lead, text, start, end, lang, ...scores }
}
