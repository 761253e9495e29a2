/** The sequences of one context: who uses which, and how a prompt comes to the one that holds most of it already. */
import type { LlamaContext, LlamaContextSequence, Token } from 'node-llama-cpp'
import type { EvaluationGate } from './evaluation-gate.ts'

/** Fewer tokens than this are sooner read again than copied, and no loss when overwritten. */
const MIN_COPY_TOKENS = 32

/** Parts of node-llama-cpp 3.22.1 that are not in its types; its version is pinned for their sake. */
interface SequenceInternals {
  /** Takes over what the other sequence has evaluated; true where the copy is whole. */
  _copyStateFromOtherSequence(other: LlamaContextSequence, upToTokenIndex: number): Promise<boolean>
  /** Awaited after each batch, before the next is put together. */
  _takeIntervalCheckpointIfNeededAfterBatch(sequenceStateLength: number): Promise<void> | undefined
}

export interface Slot {
  readonly sequence: LlamaContextSequence
  busy: boolean
  usedAt: number
}

export class SequencePool {
  readonly #slots: Slot[]
  readonly #gate: EvaluationGate
  #clock = 0

  constructor(context: LlamaContext, gate: EvaluationGate) {
    this.#slots = Array.from({ length: context.totalSequences }, () => ({
      sequence: letOthersQueue(context.getSequence()),
      busy: false,
      usedAt: 0,
    }))
    this.#gate = gate
  }

  /**
   * Takes an idle sequence and brings it to the longest prefix of `tokens` that any sequence holds, the last token left out
   * (it must be read to get the next one). `sequence.nextTokenIndex` tells how many tokens are there.
   * The caller may only ask while fewer requests run than there are sequences.
   */
  async acquire(tokens: readonly Token[]): Promise<Slot> {
    const prompt = tokens.slice(0, -1)
    const target = this.#choose(prompt)
    target.busy = true
    target.usedAt = ++this.#clock
    try {
      await this.#prepare(target.sequence, prompt)
      return target
    } catch (error) {
      await this.discard(target)
      throw error
    }
  }

  /** Gives a sequence back; what it holds stays for prompts that begin alike. */
  release(slot: Slot): void {
    slot.busy = false
  }

  /** Gives a sequence back empty, when its state cannot be trusted. */
  async discard(slot: Slot): Promise<void> {
    try {
      await this.#gate.alone(() => slot.sequence.clearHistory())
    } finally {
      slot.busy = false
    }
  }

  /**
   * The idle sequence whose overwriting loses least: tokens that neither this prompt nor another sequence holds, worth less
   * the longer they were not used. Among equals the one that holds most of the prompt, so that a next turn goes on in place.
   */
  #choose(prompt: Token[]): Slot {
    const idle = this.#slots.filter(slot => !slot.busy)
    const rated = idle.map(slot => {
      const shared = sharedTokens(slot.sequence, prompt)
      const kept = this.#slots
        .filter(other => other !== slot)
        .map(other => sharedTokens(slot.sequence, other.sequence.contextTokens))
      const lost = slot.sequence.nextTokenIndex - Math.max(shared, ...kept)
      return { slot, shared, cost: Math.max(0, lost - MIN_COPY_TOKENS) / (this.#clock - slot.usedAt + 1) }
    })
    rated.sort((a, b) => a.cost - b.cost || b.shared - a.shared || a.slot.usedAt - b.slot.usedAt)
    if (!rated[0]) throw new Error('no idle sequence: more requests than sequences')
    return rated[0].slot
  }

  async #prepare(sequence: LlamaContextSequence, prompt: Token[]): Promise<void> {
    const own = sharedTokens(sequence, prompt)
    let source: LlamaContextSequence | undefined
    let best = own + MIN_COPY_TOKENS - 1
    for (const { sequence: other } of this.#slots) {
      const shared = other === sequence ? 0 : sharedTokens(other, prompt)
      if (shared > best) {
        source = other
        best = shared
      }
    }
    if (!source && own === sequence.nextTokenIndex) return
    await this.#gate.alone(async () => {
      if (source) await copyState(sequence, source)
      const shared = sharedTokens(sequence, prompt)
      if (shared < sequence.nextTokenIndex) await sequence.adaptStateToTokens(prompt.slice(0, shared), false)
    })
  }
}

/**
 * Waits a moment after each batch until every stream has queued its next token: the library puts the next batch together
 * before that, so that of N streams only N−1 share it, and of two none (4 streams: 74 → 90 tokens/s).
 */
function letOthersQueue(sequence: LlamaContextSequence): LlamaContextSequence {
  const internals = sequence as unknown as SequenceInternals
  const takeCheckpoint = internals._takeIntervalCheckpointIfNeededAfterBatch
  internals._takeIntervalCheckpointIfNeededAfterBatch = async length => {
    await takeCheckpoint(length)
    await new Promise(resolve => setImmediate(resolve))
  }
  return sequence
}

async function copyState(target: LlamaContextSequence, source: LlamaContextSequence): Promise<void> {
  const whole = await (target as unknown as SequenceInternals)._copyStateFromOtherSequence(
    source,
    source.nextTokenIndex,
  )
  if (!whole) await target.clearHistory()
}

function sharedTokens(sequence: LlamaContextSequence, prompt: Token[]): number {
  return sequence.compareContextTokens(prompt).firstDifferentIndex
}
