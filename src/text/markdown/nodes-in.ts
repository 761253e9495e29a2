/** Walks through a parsed tree without recursion: text from a model may nest deeper than the stack. */
import type { Nodes } from 'mdast'

/** The node and all in it, in the order of the text; what is in a node for which `enters` does not hold is left out. */
export function* nodesIn(root: Nodes, enters: (node: Nodes) => boolean = () => true): Generator<Nodes> {
  const waiting: Nodes[] = [root]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node
    if ('children' in node && enters(node)) waiting.push(...node.children.toReversed())
  }
}
