import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { mostSeedFileBytes } from '../../src/control/sandbox-control.ts'
import { Failure } from '../../src/failure/failure.ts'
import { utf8Text } from '../../src/text/utf8.ts'
import type { Context } from '../kernel/context.ts'

/** A seed file as it was named, and what is in it. */
export interface SeedFileText {
  readonly name: string
  readonly text: string
}

/** Reads a seed file, or stdin for `-`. Throws a usage failure when it cannot be read, or is too large. */
export async function readSeedFile(path: string, context: Context): Promise<SeedFileText> {
  const name = path === '-' ? 'stdin' : path
  const text = path === '-' ? await context.terminal.stdin.readText() : textOf(path, context)
  if (Buffer.byteLength(text) > mostSeedFileBytes) throw tooLarge(name)
  return { name, text }
}

function textOf(path: string, { place }: Context): string {
  const file = resolve(place.cwd, path)
  try {
    if (statSync(file).size > mostSeedFileBytes) throw tooLarge(path)
    return utf8Text(readFileSync(file))
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('usage', 'file_not_readable', `Cannot read ${file}: ${(error as Error).message}`, {
      field: '--file',
      hint: 'Give a YAML or JSON file, or - to read it from stdin.',
      cause: error,
    })
  }
}

function tooLarge(name: string): Failure {
  return new Failure('usage', 'file_too_large', `${name} is larger than 64 MB`, {
    field: '--file',
    hint: 'Seed it in several files: each is added to what is there.',
  })
}

/** The refusal of a file, its faults told as `data.yaml:14:5`; every other error as it is. */
export function toldByLine(error: unknown, file: string): unknown {
  if (!(error instanceof Failure) || error.code !== 'validation_failed') return error
  const { kind, code, message, docUrl, requestId, details } = error
  return new Failure(kind, code, message.replace(/^The file/, file), {
    details: { file, ...(details as object | undefined) },
    ...(docUrl !== undefined && { docUrl }),
    ...(requestId !== undefined && { requestId }),
    cause: error,
  })
}
