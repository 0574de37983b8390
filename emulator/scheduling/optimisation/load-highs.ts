import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Highs, InitOptions } from 'highs'
import * as package_ from 'highs'

// The package says that it is CommonJS and is none where it is imported, which its types do not know.
const load = (package_ as unknown as { default(options: InitOptions): Promise<Highs> }).default

/** Loads HiGHS from the WebAssembly beside this file where it is built, else from its package. */
export async function loadHighs(): Promise<Highs> {
  return await load({ wasmBinary: readFileSync(wasmFile()) })
}

function wasmFile(): URL | string {
  const url = import.meta.url
  if (!url.endsWith('.ts')) return new URL('./highs.wasm', url)
  return createRequire(url).resolve('highs/runtime')
}
