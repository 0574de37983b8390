import type { SnapshotView } from '../../../src/control/snapshot-control.ts'

/** When a snapshot was saved, and of what. */
export function snapshotText({ sandbox, clock, size_bytes, problem }: SnapshotView): string {
  const of = sandbox === null || sandbox === 'main' ? '' : `${sandbox}, `
  return problem ?? `${of}${clockAtText(clock)}, ${sizeText(size_bytes)}`
}

/** `frozen at 2026-04-15T09:42:11Z`. */
export function clockAtText(clock: SnapshotView['clock']): string {
  if (clock === null) return 'clock unknown'
  const { mode, now } = clock
  if (mode === 'frozen') return `frozen at ${now}`
  return mode === 'real' ? `real time, ${now}` : `running, ${now}`
}

/** `340 kB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1_000)} kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`
}
