/** A map of bounded size whose entries go after a while; the oldest give way first. */
export interface ExpiringMap<V> {
  get(key: string): V | undefined
  set(key: string, value: V): void
  delete(key: string): void
}

export function createExpiringMap<V>(options: { max: number; ttlMs: number; now: () => number }): ExpiringMap<V> {
  const entries = new Map<string, { value: V; until: number }>()
  return {
    get(key) {
      const entry = entries.get(key)
      if (!entry) return undefined
      if (entry.until > options.now()) return entry.value
      entries.delete(key)
      return undefined
    },
    set(key, value) {
      entries.delete(key)
      entries.set(key, { value, until: options.now() + options.ttlMs })
      if (entries.size > options.max) entries.delete(entries.keys().next().value!)
    },
    delete(key) {
      entries.delete(key)
    },
  }
}
