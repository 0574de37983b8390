import type { ProgressView } from '../../src/control/sandbox-control.ts'

/** What is being made, and how far it is. */
export type Progress = ProgressView

/** The progress of what runs in turn: one at a time. */
export class Progresses {
  #current: Progress | null = null

  get current(): Progress | null {
    return this.#current
  }

  async of<T>(
    what: Progress['what'],
    make: (onProgress: (done: number, of: number) => void) => Promise<T>,
  ): Promise<T> {
    const own = (done: number, of: number) => {
      this.#current = { what, done: Math.min(done, of), of }
    }
    own(0, 1)
    try {
      return await make(own)
    } finally {
      this.#current = null
    }
  }
}
