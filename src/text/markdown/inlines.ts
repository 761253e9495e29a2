/** Running text with its marks: what it says, and putting it together. */
import type { Inline, Mark } from './markdown-tree.ts'

/** What a reader sees of it, a break as a newline. */
export function inlineText(nodes: readonly Inline[]): string {
  return nodes
    .map(node => (node.type === 'break' ? '\n' : 'value' in node ? node.value : inlineText(node.children)))
    .join('')
}

/** Puts together what stands side by side and is of one kind; nothing empty is left. */
export function mergeInlines(nodes: readonly Inline[]): Inline[] {
  const merged: Inline[] = []
  for (const node of nodes) {
    if ('value' in node && node.value === '') continue
    if ('children' in node && node.children.length === 0) continue
    const last = merged.at(-1)
    const together = last && joined(last, node)
    if (together) merged[merged.length - 1] = together
    else merged.push(node)
  }
  return merged
}

/** The same without one kind of mark, for what is marked so as a whole. */
export function withoutMark(nodes: readonly Inline[], type: Mark['type']): Inline[] {
  const without = nodes.flatMap<Inline>(node => {
    if (!('children' in node)) return node
    const children = withoutMark(node.children, type)
    return node.type === type ? children : { ...node, children }
  })
  return mergeInlines(without)
}

function joined(left: Inline, right: Inline): Inline | undefined {
  if (left.type === 'text' && right.type === 'text') return { type: 'text', value: left.value + right.value }
  if (!('children' in left) || !('children' in right) || left.type !== right.type || left.type === 'link')
    return undefined
  return { ...left, children: mergeInlines([...left.children, ...right.children]) }
}
