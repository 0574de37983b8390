/** Tells one who waits that there is work. A ring that comes while nobody waits is remembered. */
export interface Bell {
  ring(): void
  /** Forgets rings: whoever looks for work now has heard them. */
  quieten(): void
  /** Waits for a ring: true when there was one, false when the time is over. */
  rungWithin(ms: number): Promise<boolean>
  stop(): void
}

/** A bell that also rings when `gone` is aborted. */
export function createBell(gone: AbortSignal): Bell {
  let rung = false
  let wake = () => {}
  const ring = () => {
    rung = true
    wake()
  }
  gone.addEventListener('abort', ring)
  return {
    ring,
    quieten() {
      rung = gone.aborted
    },
    async rungWithin(ms) {
      if (rung) return true
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, ms)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      wake = () => {}
      return rung
    },
    stop: () => gone.removeEventListener('abort', ring),
  }
}
