import { commitAct } from '../calls/act.ts'
import type { Context } from '../rules/context/context.ts'
import { failRun } from '../rules/schedule/run-moves.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { findOptimization, optimizationsIn } from '../store/optimizations.ts'
import { StorageFault } from '../store/storage-fault.ts'
import { findTenant } from '../store/tenants.ts'
import { doRun, type RunId, systemKey } from './do-run.ts'
import { type Solve, solveInThread, takingTurns } from './solve-in-thread.ts'

export interface OptimizerOptions {
  readonly reportBug: (error: unknown) => void
  /** Where problems are solved; in threads by default. */
  readonly solve?: Solve
}

/** Does the runs of one sandbox, each in its turn. */
export interface Optimizer {
  /** Ends all that works here, does something that replaces all rows, and looks what there is to be done then. */
  pausedFor(change: () => Promise<void>): Promise<void>
  /** Waits until nothing is queued or running. */
  settled(): Promise<void>
  /** Ends all that works here. Runs that were running are told as failed by whoever goes on from the rows. */
  stop(): Promise<void>
}

/** Why runs end that nobody works on any more. */
export const interrupted =
  'The sandbox ended, or was copied or restored, while the run was under way; start another one'

/**
 * Lets a sandbox do its runs: those that are queued now and later. What says that it is running while nobody works on it
 * comes from an earlier process, or from a copy: it has failed.
 */
export function startOptimizer(sandbox: Sandbox, options: OptimizerOptions): Optimizer {
  return new RunningOptimizer(sandbox, options)
}

class Ended extends Error {}

class RunningOptimizer implements Optimizer {
  readonly #sandbox: Sandbox
  readonly #reportBug: (error: unknown) => void
  readonly #solve: Solve
  readonly #runs = new Map<string, { readonly end: AbortController; readonly done: Promise<void> }>()
  readonly #unheard: () => void
  #looking: Promise<void>
  #isDue = false
  #isPaused = false

  constructor(sandbox: Sandbox, { reportBug, solve = solveInThread }: OptimizerOptions) {
    this.#sandbox = sandbox
    this.#reportBug = reportBug
    this.#solve = solve
    this.#looking = this.#begin()
    this.#unheard = sandbox.onCommit(news => {
      if (news.mayHaveWritten('optimizations')) this.#lookSoon()
    })
  }

  async pausedFor(change: () => Promise<void>): Promise<void> {
    await this.#endAll()
    try {
      await change()
    } finally {
      this.#isPaused = false
      this.#looking = this.#begin()
    }
  }

  async settled(): Promise<void> {
    for (;;) {
      await this.#looking
      if (this.#isPaused || (this.#runs.size === 0 && !this.#isDue)) return
      await Promise.all([...this.#runs.values()].map(({ done }) => done))
    }
  }

  async stop(): Promise<void> {
    this.#unheard()
    await this.#endAll()
  }

  async #endAll(): Promise<void> {
    this.#isPaused = true
    await this.#looking
    const runs = [...this.#runs.values()]
    for (const { end } of runs) end.abort(new Ended())
    await Promise.all(runs.map(({ done }) => done))
  }

  async #begin(): Promise<void> {
    await this.#guarded(async () => {
      for (const run of await this.#sandbox.store.read(trx => optimizationsIn(trx, 'running')))
        await this.#fail(run, interrupted)
      await this.#look()
    })
  }

  #lookSoon(): void {
    if (this.#isDue || this.#isPaused) return
    this.#isDue = true
    this.#looking = this.#looking.then(async () => {
      this.#isDue = false
      if (!this.#isPaused) await this.#guarded(() => this.#look())
    })
  }

  /** Begins what is queued, and ends what somebody has cancelled. */
  async #look(): Promise<void> {
    const { store } = this.#sandbox
    const queued = await store.read(trx => optimizationsIn(trx, 'queued'))
    const running = new Set((await store.read(trx => optimizationsIn(trx, 'running'))).map(keyOf))
    const waiting = new Set(queued.map(keyOf))
    for (const [key, { end }] of this.#runs)
      if (!running.has(key) && !waiting.has(key)) end.abort(new Ended())
    for (const run of queued) if (!this.#runs.has(keyOf(run))) this.#start(run)
  }

  #start(run: RunId): void {
    const end = new AbortController()
    const done = takingTurns(end.signal, () =>
      doRun(this.#sandbox, run, { ended: end.signal, solve: this.#solve }),
    )
      .catch(async error => {
        // Who ended it says what became of it.
        if (end.signal.aborted || error instanceof StorageFault) return
        this.#reportBug(error)
        await this.#guarded(() => this.#fail(run, reasonOf(error)))
      })
      .finally(() => this.#runs.delete(keyOf(run)))
    this.#runs.set(keyOf(run), { end, done })
  }

  async #fail({ tenant_id, id }: RunId, reason: string): Promise<void> {
    await commitAct(
      this.#sandbox,
      async trx => {
        const tenant = await findTenant(trx, tenant_id)
        if (tenant === undefined) throw new Error(`There is no tenant ${tenant_id}.`)
        return { tenant, key: systemKey, requestId: null, operation: 'optimization.fail' }
      },
      async (ctx: Context) => {
        const row = await findOptimization(ctx.trx, tenant_id, id)
        if (row !== undefined && row.status !== 'finished' && row.status !== 'committed')
          await failRun(ctx, row, reason)
      },
    )
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      // The store may be closed, or full: the rows say what is to be done when it is there again.
      if (!this.#isPaused && !(error instanceof StorageFault)) this.#reportBug(error)
    }
  }
}

function reasonOf(error: unknown): string {
  if ((error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY')
    return 'The run took more memory than a run may; choose a shorter window, or some resources'
  return `The run broke off, which is a bug of ours: ${error instanceof Error ? error.message : String(error)}`
}

function keyOf({ tenant_id, id }: RunId): string {
  return `${tenant_id} ${id}`
}
