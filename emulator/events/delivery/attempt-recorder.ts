import type { Trx } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import type { MadeAttempt } from './make-attempt.ts'

/** What became of writing an attempt down: whether its lane goes on as planned, or that it could not be written. */
export type Recorded = 'goes on' | 'changed' | 'not written'

/** Writes down how attempts ended: those of all lanes in few transactions. */
export interface AttemptRecorder {
  /** Settles when it is written, which is at once only if somebody waits for it. Never rejects. */
  add(made: MadeAttempt, urgency: 'at once' | 'soon'): Promise<Recorded>
  /** Writes all that was added, and settles when it is written. */
  flushed(): Promise<void>
}

interface Entry {
  readonly made: MadeAttempt
  readonly settle: (recorded: Recorded) => void
}

/** As long nobody sees how an attempt ended that nothing follows from, in milliseconds. */
const longestWaitMs = 5

/** As many outcomes wait at most. */
const longestGroup = 32

/**
 * A transaction costs more than what it writes, so that one serves for many attempts. What is lost with the process
 * before that was sent, and will be sent again: at least once is kept.
 */
export function createAttemptRecorder(
  store: Store,
  record: (trx: Trx, attempts: readonly MadeAttempt[]) => Promise<readonly boolean[]>,
  reportBug: (error: unknown) => void,
): AttemptRecorder {
  let waiting: Entry[] = []
  let writing: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  function writeNow(): void {
    clearTimeout(timer)
    timer = undefined
    if (waiting.length > 0) writing ??= writeWaiting()
  }

  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const entries = waiting
      waiting = []
      await write(entries)
    }
    writing = undefined
  }

  async function write(entries: readonly Entry[]): Promise<void> {
    try {
      const attempts = entries.map(({ made }) => made)
      const goOn = await store.write(trx => record(trx, attempts))
      entries.forEach(({ settle }, at) => {
        settle(goOn[at] === true ? 'goes on' : 'changed')
      })
    } catch (error) {
      if (entries.length > 1) {
        // One of them must not keep the others from being written.
        for (const entry of entries) await write([entry])
        return
      }
      reportBug(error)
      for (const { settle } of entries) settle('not written')
    }
  }

  return {
    add: (made, urgency) =>
      new Promise(settle => {
        waiting.push({ made, settle })
        if (urgency === 'at once' || waiting.length >= longestGroup) writeNow()
        else timer ??= setTimeout(writeNow, longestWaitMs)
      }),
    async flushed() {
      writeNow()
      while (writing !== undefined) await writing
    },
  }
}
