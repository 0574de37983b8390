import type { DataFolder } from './data-folder.ts'
import type { FleetRecord } from './host-file.ts'

/** Writes down what a fleet knows, in the place of the record before it; nowhere where nothing is kept. */
export class FleetRecorder {
  readonly #folder: DataFolder | null
  readonly #present: () => Pick<FleetRecord, 'keys' | 'forks'>
  #running: FleetRecord['running'] = { pid: process.pid, since: new Date().toISOString() }
  #port: number | null

  /** `present` gives the keys and forks as they are now. */
  constructor(folder: DataFolder | null, present: () => Pick<FleetRecord, 'keys' | 'forks'>) {
    this.#folder = folder
    this.#present = present
    this.#port = folder?.found?.port ?? null
  }

  /** The port of the last run, or null. */
  get port(): number | null {
    return this.#port
  }

  /** Throws a StorageFault when it cannot be written, or the folder is another's. */
  save(): void {
    this.#folder?.save({ version: 1, port: this.#port, running: this.#running, ...this.#present() })
  }

  keepPort(port: number): void {
    this.#port = port
    this.save()
  }

  /** Writes down that this run ended as it should. */
  end(): void {
    this.#running = null
    this.save()
  }
}
