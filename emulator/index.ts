/** What others load of the emulator, late and as one file: `sandbox start`, and `ideadunes/testing`. */
export { serveSandbox } from './server/serve.ts'
export { openInProcess } from './testing/in-process.ts'
