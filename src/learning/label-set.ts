/** Checks what somebody gives to learn labels from, and brings it into one form. */
import { ParleyError } from '../errors.ts'
import type { LabelDefinition } from './classifiers.ts'

/** More would take minutes to embed, and add nothing to what the first thousands teach. */
const MAX_EXAMPLES = 5000
const MAX_LABELS = 300

/**
 * Labels of the same name become one; blanks around names and texts, empty and repeated examples go.
 * @throws ParleyError INPUT_INVALID, INPUT_TOO_LARGE
 */
export function checkDefinitions(definitions: readonly LabelDefinition[]): LabelDefinition[] {
  const merged = new Map<string, { description?: string; examples: Set<string> }>()
  for (const definition of definitions) {
    const label = definition.label.trim()
    if (label === '') throw new ParleyError('INPUT_INVALID', 'Expected a name for every label, found an empty one.')
    const known = merged.get(label) ?? { examples: new Set() }
    known.description ??= definition.description?.trim() || undefined
    for (const example of definition.examples) if (example.trim() !== '') known.examples.add(example.trim())
    merged.set(label, known)
  }
  if (merged.size < 2) {
    const found = merged.size === 0 ? 'none' : `only "${[...merged.keys()][0]}"`
    throw new ParleyError('INPUT_INVALID', `Expected at least two labels to choose from, found ${found}.`)
  }
  const checked = [...merged].map(([label, { description, examples }]) => ({
    label,
    description,
    examples: [...examples],
  }))
  const empty = checked.find(({ description, examples }) => description === undefined && examples.length === 0)
  if (empty) {
    throw new ParleyError(
      'INPUT_INVALID',
      `The label "${empty.label}" has nothing to learn from: give it examples or a description.`,
    )
  }
  const count = checked.reduce((sum, { examples }) => sum + examples.length, 0)
  if (checked.length > MAX_LABELS || count > MAX_EXAMPLES) {
    throw new ParleyError(
      'INPUT_TOO_LARGE',
      `Expected at most ${MAX_LABELS} labels with ${MAX_EXAMPLES} examples in all, found ${checked.length} with ${count}; leave some out.`,
    )
  }
  return checked
}
