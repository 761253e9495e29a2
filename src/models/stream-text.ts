/** Makes an async iterable of work that calls back with text; work whose reader leaves is stopped. */

/**
 * @param signal stops the work from outside
 * @param start begins the work when the first piece is asked for; it is told by its own signal to stop
 */
export async function* streamText(
  signal: AbortSignal | undefined,
  start: (signal: AbortSignal, onText: (text: string) => void) => Promise<void>,
): AsyncGenerator<string, void, void> {
  const left = new AbortController()
  const texts: string[] = []
  let wake = () => {}
  let ended = false
  const work = start(signal ? AbortSignal.any([signal, left.signal]) : left.signal, text => {
    texts.push(text)
    wake()
  }).finally(() => {
    ended = true
    wake()
  })
  work.catch(() => {})
  try {
    for (;;) {
      while (texts.length > 0) yield texts.shift()!
      if (ended) break
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    await work
  } finally {
    if (!ended) {
      left.abort()
      await work.catch(() => {})
    }
  }
}
