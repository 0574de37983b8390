/** What others load of the emulator, late and as one file: `sandbox start`, `doctor`, and `ideadunes/testing`. */
export { serveSandbox } from './server/serve.ts'
export { quickCheck } from './store/sqlite/check-pages.ts'
export { openInProcess } from './testing/in-process.ts'
