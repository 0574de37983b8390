import type { ServedSandbox, ServeOptions } from '../../src/control/served-sandbox.ts'

/** Loads the emulator, which takes longer than all the rest: nothing but the start of a sandbox may do so, and `doctor`. */
export async function loadEmulator(): Promise<{
  serveSandbox(options: ServeOptions): Promise<ServedSandbox>
}> {
  return await import('../../emulator/server/serve.ts')
}

/** Looks at a database that nobody has open: see `quickCheck` of the emulator. */
export async function checkDatabaseFile(path: string): Promise<string | undefined | null> {
  const { quickCheck } = await import('../../emulator/store/sqlite/check-pages.ts')
  return await quickCheck(path)
}
