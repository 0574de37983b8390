import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Failure } from '../../src/failure/failure.ts'
import type { Context } from '../kernel/context.ts'

/** The certificates of `--ca`, as PEM. Throws a usage failure for a file that cannot be read or holds none. */
export function certificatesIn(file: string | undefined, { place }: Context): string | undefined {
  if (file === undefined) return undefined
  const path = resolve(place.cwd, file)
  try {
    const text = readFileSync(path, 'utf8')
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  } catch (error) {
    throw wrongFile(`Cannot read ${path}: ${(error as Error).message}`)
  }
  throw wrongFile(`${path} holds no certificate`)
}

function wrongFile(message: string): Failure {
  return new Failure('usage', 'invalid_flag', message, {
    field: '--ca',
    hint: 'Give a file of PEM certificates.',
  })
}
