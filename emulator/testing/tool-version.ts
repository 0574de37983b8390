import { createRequire } from 'node:module'

let version: string | undefined

/** The version of this package. It finds itself by its name: sources and build lie at different depths. */
export function toolVersion(): string {
  version ??= (createRequire(import.meta.url)('ideadunes/package.json') as { version: string }).version
  return version
}
