import type { Starter } from '../kernel/detached.ts'

/**
 * Who started this process and is linked to it: a `runner` is an older Node that handed over (bin/run.js) and ends
 * together with it, a `starter` waits only until a detached process is ready.
 */
type ParentRole = 'runner' | 'starter'

const roleVariable = 'IDEADUNES_PARENT'
const logVariable = 'IDEADUNES_PARENT_LOG'

/** The environment of a process that is to be linked to this one. */
export function environmentFor(role: ParentRole, log: string | null): NodeJS.ProcessEnv {
  const { IDEADUNES_DETACH: _, ...env } = process.env
  return { ...env, [roleVariable]: role, [logVariable]: log ?? '' }
}

/**
 * Finds the parent that this process is linked to, and calls back when it dies while the link still counts: nothing
 * of ours must be left behind by a `kill -9`. Gives the starter, if it is one.
 */
export function linkToParent(onLost: () => void): Starter | undefined {
  const { [roleVariable]: role, [logVariable]: log = '' } = process.env
  // Not for whatever this process starts itself.
  delete process.env[roleVariable]
  delete process.env[logVariable]
  if (role === undefined || process.send === undefined) return undefined
  let counts = true
  const lost = () => {
    if (counts) onLost()
  }
  process.once('disconnect', lost)
  // The link alone keeps no finished command alive.
  process.channel?.unref()
  if (!process.connected) lost()
  if (role !== 'starter') return undefined
  return {
    log: log === '' ? null : log,
    tellProgress(progress) {
      // Who started it may be gone at any time; the link tells that.
      process.send?.(progress, undefined, undefined, () => {})
    },
    async tell(word) {
      counts = false
      await new Promise<void>(done => process.send?.(word, undefined, undefined, () => done()))
    },
  }
}
