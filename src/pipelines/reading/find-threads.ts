/** Puts the messages of a conversation together into threads, by what each of them answers. */

/**
 * @param replies of each message the index of the message that it answers, or its own: from `inferReplies`, or as a platform gives them
 * @returns the indexes of each thread's messages, in order; threads in the order of their first message
 */
export function findThreads(replies: readonly number[]): number[][] {
  const roots = replies.map((_, index) => index)
  const rootOf = (index: number): number => {
    let root = index
    while (roots[root] !== root) root = roots[root]!
    for (let at = index; roots[at] !== root; ) {
      const next = roots[at]!
      roots[at] = root
      at = next
    }
    return root
  }
  for (const [index, reply] of replies.entries()) {
    const [a, b] = [rootOf(index), rootOf(reply)]
    roots[Math.max(a, b)] = Math.min(a, b)
  }
  const threads = new Map<number, number[]>()
  for (const index of replies.keys()) {
    const root = rootOf(index)
    const known = threads.get(root)
    if (known) known.push(index)
    else threads.set(root, [index])
  }
  return [...threads.values()]
}
