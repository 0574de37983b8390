import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Failure } from '../../src/failure/failure.ts'
import { utf8Text } from '../../src/text/utf8.ts'
import type { Context } from '../kernel/context.ts'

/** Makes the failure for what cannot be read. */
type Wrong = (message: string) => Failure

/** A text as it is typed, that of `@FILE`, or `-` for all of stdin. */
export async function typedText(typed: string, context: Context, wrong: Wrong): Promise<string> {
  if (typed === '-') return await context.terminal.stdin.readText()
  return typed.startsWith('@') ? fileText(typed.slice(1), context, wrong) : typed
}

/** The text of a file, whose path is relative to where the command runs. */
export function fileText(path: string, { place }: Context, wrong: Wrong): string {
  const file = resolve(place.cwd, path)
  try {
    return utf8Text(readFileSync(file))
  } catch (error) {
    throw wrong(`Cannot read ${file}: ${(error as Error).message}`)
  }
}
