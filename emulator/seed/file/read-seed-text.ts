import { fileRefused } from './file-fault.ts'
import { readJson } from './json-text.ts'
import type { SeedText } from './seed-text.ts'
import { readYaml } from './yaml-text.ts'

/** YAML is read at about a megabyte a second, into a hundred times its size; JSON much faster. */
const mostYamlBytes = 16 * 1024 * 1024

/** Reads YAML, or JSON of any size. Throws `validation_failed` with the lines of what is wrong. */
export async function readSeedText(text: string): Promise<SeedText> {
  const json = await readJson(text)
  if (json !== undefined) return json
  if (Buffer.byteLength(text) > mostYamlBytes) {
    throw fileRefused([
      { path: '', code: 'too_large', message: 'is YAML of more than 16 MB; as JSON it may have 64 MB' },
    ])
  }
  return await readYaml(text)
}
