/** Work that is to be done after each time that it is asked for; once for all that is asked for while it goes on. */
export class Repeated {
  readonly #work: () => Promise<void>
  #isAskedFor = false
  #running: Promise<void> | undefined

  /** `work` must not reject. */
  constructor(work: () => Promise<void>) {
    this.#work = work
  }

  ask(): void {
    this.#isAskedFor = true
    this.#running ??= this.#run()
  }

  /** Settles when nothing is going on. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#isAskedFor) {
      this.#isAskedFor = false
      await this.#work()
    }
    this.#running = undefined
  }
}
