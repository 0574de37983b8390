/** What one look found. `failed` is what keeps the tool from working, `warning` what may surprise. */
export interface Check {
  readonly name: string
  readonly status: 'ok' | 'warning' | 'failed'
  readonly found: string
  /** What to do; null where nothing is to be done. */
  readonly advice: string | null
}

export function ok(name: string, found: string): Check {
  return { name, status: 'ok', found, advice: null }
}

export function warning(name: string, found: string, advice: string): Check {
  return { name, status: 'warning', found, advice }
}

export function failed(name: string, found: string, advice: string): Check {
  return { name, status: 'failed', found, advice }
}
