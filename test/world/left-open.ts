/** What the tests of a file opened and nobody closed: sandboxes of some 300 kB each, of which a run makes thousands. */
const open: (() => Promise<void>)[] = []

/** Has it closed once the tests of this file are over. */
export function closeAfterFile(close: () => Promise<void>): void {
  open.push(close)
}

/** Closes what the tests of a file left open, but for what they closed or broke themselves. */
export async function closeLeftOpen(): Promise<void> {
  for (const close of open.splice(0)) await close().catch(() => undefined)
}
