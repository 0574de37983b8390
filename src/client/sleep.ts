/** Waits, but no longer than until the signal is aborted. */
export function sleepFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise(resolve => {
    const finish = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, ms)
    if (signal?.aborted) finish()
    signal?.addEventListener('abort', finish, { once: true })
  })
}
