import { fileURLToPath } from 'node:url'
import { scriptsIn } from '../src/scripts/compiled-scripts.ts'

const built = scriptsIn(fileURLToPath(new URL('.', import.meta.url))).load(
  'emulator-index.cjs',
) as typeof import('./index.ts')

/** `dist/emulator.js`: what index.ts exports, from scripts that V8 need not compile at each start. */
export const { serveSandbox, quickCheck, openInProcess } = built
