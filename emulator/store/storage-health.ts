import { StorageFault } from './storage-fault.ts'

/** Told when the storage fails in another way than before, and with null when it works again. */
export type TroubleListener = (trouble: StorageFault | null) => void

/**
 * Remembers how the storage of one store is. A write that succeeds ends every trouble but damage: what lies in the
 * damaged pages is still lost.
 */
export class StorageHealth {
  #trouble: StorageFault | null = null
  #listener: TroubleListener = () => {}
  readonly #isHeld: () => boolean

  /** `isHeld` tells whether the files are still those that were opened. */
  constructor(isHeld: () => boolean = () => true) {
    this.#isHeld = isHeld
  }

  /** What is wrong now, or null. */
  get trouble(): StorageFault | null {
    if (this.#isHeld()) return this.#trouble
    return this.#trouble?.reason === 'folder_gone' ? this.#trouble : new StorageFault('folder_gone')
  }

  onTrouble(listener: TroubleListener): void {
    this.#listener = listener
  }

  /** Throws when the files are no longer those that were opened: what is written to them is lost. */
  requireHeld(): void {
    if (!this.#isHeld()) throw new StorageFault('folder_gone')
  }

  async reading<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      this.#note(error)
      throw error
    }
  }

  async writing<T>(work: () => Promise<T>): Promise<T> {
    const result = await this.reading(work)
    if (this.#trouble !== null && this.#trouble.reason !== 'damaged') this.#change(null)
    return result
  }

  /** All data is other data. */
  renewed(): void {
    if (this.#trouble !== null) this.#change(null)
  }

  #note(error: unknown): void {
    if (error instanceof StorageFault && error.reason !== this.#trouble?.reason) this.#change(error)
  }

  #change(trouble: StorageFault | null): void {
    this.#trouble = trouble
    this.#listener(trouble)
  }
}
