/** Embeds the units of a conversation, leaf by leaf, and keeps the vectors: what was embedded once is not embedded again. */
import type { Utterance } from '../../text/utterance.ts'
import type { Services } from '../pipeline.ts'
import type { Stretch } from './conversation-tree.ts'
import type { SummaryContext } from './summary-context.ts'
import { formatUnit, type Unit } from './to-units.ts'

/** So many units are embedded, and kept, at a time. */
const EMBEDDED_AT_ONCE = 256

/**
 * @returns a unit vector a unit, in order
 * @throws ParleyError as the embedder does
 */
export async function embedLeaves(
  leaves: readonly Stretch[],
  { messages, signal }: Pick<SummaryContext, 'messages' | 'signal'>,
  { embedder, summaries }: Pick<Services, 'embedder' | 'summaries'>,
): Promise<Float32Array[]> {
  const keyOf = ({ key }: Stretch) => `vectors ${embedder.name} ${key}`
  const kept = await summaries.read(leaves.map(keyOf))
  const vectors = new Map<Stretch, Float32Array[]>()
  for (const group of inGroups(leaves.filter(leaf => !kept.has(keyOf(leaf))))) {
    const texts = group.flatMap(({ units }) => units.map(formatUnit))
    const made = await embedder.embed(texts, 'passage', signal)
    let from = 0
    const entries = group.map(leaf => {
      const own = made.slice(from, from + leaf.units.length)
      from += leaf.units.length
      vectors.set(leaf, own)
      return { key: keyOf(leaf), value: own.map(encode), messages: idsOf(leaf.units, messages) }
    })
    await summaries.write(entries)
  }
  return leaves.flatMap(leaf => vectors.get(leaf) ?? (kept.get(keyOf(leaf)) as string[]).map(decode))
}

function inGroups(leaves: readonly Stretch[]): Stretch[][] {
  const groups: Stretch[][] = []
  let size = EMBEDDED_AT_ONCE
  for (const leaf of leaves) {
    if (size >= EMBEDDED_AT_ONCE) {
      groups.push([])
      size = 0
    }
    groups.at(-1)!.push(leaf)
    size += leaf.units.length
  }
  return groups
}

/** Ids of the messages that units belong to, each once. */
export function idsOf(units: readonly Unit[], messages: readonly Utterance[]): string[] {
  return [...new Set(units.map(({ message }) => messages[message]!.id))]
}

/** A byte a dimension: a quarter of the room, and cosines that differ by less than 0.005. */
function encode(vector: Float32Array): string {
  return Buffer.from(Int8Array.from(vector, value => Math.round(value * 127)).buffer).toString('base64')
}

function decode(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64')
  return Float32Array.from(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length), value => value / 127)
}
