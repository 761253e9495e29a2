/**
 * Lets many evaluations run side by side, and a change of a sequence's state alone.
 * node-llama-cpp holds its context's lock as long as any evaluation is queued, so that with two streams running a third
 * request would wait for both to end; here every stream pauses between two steps while somebody wants to be alone.
 */
export class EvaluationGate {
  #running = 0
  #alone: Promise<void> | undefined
  #whenIdle: (() => void) | undefined

  /** Runs one step of evaluation beside others. */
  async step<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone) await this.#alone
    this.#running++
    try {
      return await work()
    } finally {
      this.#running--
      if (this.#running === 0) this.#whenIdle?.()
    }
  }

  /** Waits for the steps that run, keeps new ones back, and runs `work` by itself. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone) await this.#alone
    let open = () => {}
    this.#alone = new Promise(resolve => {
      open = resolve
    })
    try {
      if (this.#running > 0) {
        await new Promise<void>(resolve => {
          this.#whenIdle = resolve
        })
      }
      return await work()
    } finally {
      this.#alone = undefined
      this.#whenIdle = undefined
      open()
    }
  }
}
