/** Works on several items at once and hands on their results in the order of the items. */

/**
 * @param limit the most items that are worked on at one time
 * @yields what `work` gave, item by item
 * @throws what `work` throws; what was already begun is waited for
 */
export async function* mapInOrder<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = []
  let next = 0
  try {
    while (next < items.length || running.length > 0) {
      while (next < items.length && running.length < limit) {
        const begun = work(items[next]!, next)
        // Its failure is reported when its turn comes.
        begun.catch(() => {})
        running.push(begun)
        next++
      }
      yield await running[0]!
      running.shift()
    }
  } finally {
    await Promise.allSettled(running)
  }
}
