import type { ServedSandbox, ServeOptions } from '../../src/control/served-sandbox.ts'

/** Loads the emulator, which takes longer than all the rest: nothing but the start of a sandbox may do so. */
export async function loadEmulator(): Promise<{
  serveSandbox(options: ServeOptions): Promise<ServedSandbox>
}> {
  return await import('../../emulator/server/serve.ts')
}
