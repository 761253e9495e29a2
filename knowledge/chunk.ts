/** Divides a document into passages along its own structure: sections, paragraphs, list items, rows, lines, sentences. */
import { type CountTokens, divideBlock, MAX_LEAD_TOKENS, type Part } from './divide-block.ts'
import type { ParsedDocument } from './loaders/loader.ts'

/** A passage before it is stored. `document.text.slice(start, end) === text`, always. */
export interface Chunk {
  text: string
  start: number
  end: number
  /** Headings above it, outermost first, joined with " › "; the document's title is not among them. */
  heading: string
  /** What must stand before it to be understood: the header of a table it goes on with, the fence of a code block. */
  lead: string
  /** What is embedded: title and headings, lead, text; never more than 500 tokens. */
  embedded: string
}

/** The most tokens of a passage's text; what is longer is divided evenly. */
const MAX_TOKENS = 450
/** A section with fewer is joined with the next or the last where both fit. */
const MIN_TOKENS = 120
/** A longer block is divided, so that a heading always finds room in the passage that begins with its block. */
const MAX_BLOCK_TOKENS = 410
/** The most tokens of title and headings: embedded, with the text and the model's own five, they stay below 500. */
const MAX_PREFIX_TOKENS = 40

const SEPARATOR = ' › '

interface Piece {
  start: number
  end: number
  tokens: number
  /** Headings above it, its own included. */
  path: readonly string[]
  lead?: string
  /** Nothing but headings yet. */
  isHeading: boolean
}

/**
 * @returns passages in order that do not overlap and leave out nothing but blanks, rules and comments between blocks
 */
export async function chunkDocument(document: ParsedDocument, count: CountTokens): Promise<Chunk[]> {
  const { text, title } = document
  const pieces = joinSmall(joinHeadings(await toPieces(document, count)))
  const prefixes = new Map<string, string>()
  const chunks: Chunk[] = []
  for (const { start, end, path, lead = '' } of pieces) {
    const below = title.includes(path[0] ?? '') ? path.slice(1) : path
    const heading = below.join(SEPARATOR)
    const prefix = prefixes.get(heading) ?? (await fitPrefix(title, below, count))
    prefixes.set(heading, prefix)
    const own = text.slice(start, end)
    const embedded = [prefix, lead, own].filter(part => part !== '').join('\n')
    chunks.push({ text: own, start, end, heading, lead, embedded })
  }
  return chunks
}

/** One or more pieces a section, a heading and what follows up to the next heading. */
async function toPieces({ text, blocks }: ParsedDocument, count: CountTokens): Promise<Piece[]> {
  const tokens = await count(blocks.map(block => text.slice(block.start, block.end)))
  const pieces: Piece[] = []
  const headings: { depth: number; title: string }[] = []
  let section: Part[] = []
  const endSection = () => {
    const path = headings.map(heading => heading.title).filter(heading => heading !== '')
    pieces.push(...pack(section, path))
    section = []
  }
  for (const [i, block] of blocks.entries()) {
    if (block.kind === 'heading') {
      endSection()
      while ((headings.at(-1)?.depth ?? 0) >= block.depth!) headings.pop()
      headings.push({ depth: block.depth!, title: block.title! })
    }
    if (tokens[i]! <= MAX_BLOCK_TOKENS) section.push({ ...block, lead: undefined, tokens: tokens[i]! })
    else section.push(...(await divideBlock(block, text, MAX_BLOCK_TOKENS - MAX_LEAD_TOKENS, count)))
  }
  endSection()
  return pieces
}

/** Joins the parts of one section into as few pieces as there must be, of about the same size. */
function pack(parts: readonly Part[], path: readonly string[]): Piece[] {
  const total = parts.reduce((sum, part) => sum + part.tokens, 0)
  const goal = total / Math.ceil(total / MAX_TOKENS)
  const pieces: Piece[] = []
  let piece: Piece | undefined
  for (const { start, end, tokens, kind, lead } of parts) {
    const isHeading = kind === 'heading'
    const limit = MAX_TOKENS - (piece?.lead === undefined ? 0 : MAX_LEAD_TOKENS)
    if (piece !== undefined && piece.tokens + tokens <= limit && (piece.tokens < goal || piece.isHeading)) {
      piece = { ...piece, end, tokens: piece.tokens + tokens, isHeading: piece.isHeading && isHeading }
      pieces[pieces.length - 1] = piece
    } else {
      piece = { start, end, tokens, path, lead, isHeading }
      pieces.push(piece)
    }
  }
  return pieces
}

/** A heading without a text of its own goes with what comes below it. */
function joinHeadings(pieces: readonly Piece[]): Piece[] {
  return joinNeighbours(pieces, (piece, next) =>
    piece.isHeading && startsWith(next.path, piece.path) ? { ...join(piece, next), path: next.path } : undefined,
  )
}

/** Small sections go together with a neighbour of the same section above them. */
function joinSmall(pieces: readonly Piece[]): Piece[] {
  return joinNeighbours(pieces, (piece, next) => {
    const isSmall = piece.tokens < MIN_TOKENS || next.tokens < MIN_TOKENS
    const isBelow = next.path.length >= piece.path.length && startsWith(next.path, piece.path.slice(0, -1))
    if (!isSmall || !isBelow) return undefined
    const common = piece.path.findIndex((heading, i) => heading !== next.path[i])
    return { ...join(piece, next), path: common < 0 ? piece.path : piece.path.slice(0, common) }
  })
}

function joinNeighbours(pieces: readonly Piece[], join: (piece: Piece, next: Piece) => Piece | undefined): Piece[] {
  const joined: Piece[] = []
  for (const next of pieces) {
    const piece = joined.at(-1)
    const fits = piece !== undefined && piece.tokens + next.tokens <= MAX_TOKENS && next.lead === undefined
    const both = fits ? join(piece, next) : undefined
    if (both === undefined) joined.push(next)
    else joined[joined.length - 1] = both
  }
  return joined
}

function join(piece: Piece, next: Piece): Piece {
  const isHeading = piece.isHeading && next.isHeading
  return { ...piece, end: next.end, tokens: piece.tokens + next.tokens, isHeading }
}

function startsWith(path: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((heading, i) => heading === path[i])
}

/** Title and headings; where they are too long, the title and the last one, else the last one cut short. */
async function fitPrefix(title: string, path: readonly string[], count: CountTokens): Promise<string> {
  const last = path.at(-1) ?? ''
  const candidates = [[title, ...path], [title, last], [last || title]].map(parts =>
    parts.filter(part => part !== '').join(SEPARATOR),
  )
  const tokens = await count(candidates)
  const fitting = tokens.findIndex(number => number <= MAX_PREFIX_TOKENS)
  if (fitting >= 0) return candidates[fitting]!
  let prefix = candidates.at(-1)!
  for (let [length] = await count([prefix]); length! > MAX_PREFIX_TOKENS; [length] = await count([prefix])) {
    prefix = prefix.slice(0, Math.floor((prefix.length * MAX_PREFIX_TOKENS) / length!)).toWellFormed()
  }
  return prefix
}
