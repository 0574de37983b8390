import { fileURLToPath } from 'node:url'
import { scriptsIn } from './compiled-scripts.ts'

const built = scriptsIn(fileURLToPath(new URL('.', import.meta.url))).load('emulator-index.cjs')

/** `dist/emulator.js`: what `emulator/index.ts` exports, from scripts that V8 need not compile at each start. */
export const { serveSandbox, quickCheck, openInProcess } = built as Readonly<Record<string, unknown>>
