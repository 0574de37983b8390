import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Failure } from '../../src/failure/failure.ts'
import { depthLimit, excessOf } from '../../src/text/json-size.ts'
import { utf8Text } from '../../src/text/utf8.ts'
import type { Context } from '../kernel/context.ts'

/**
 * The body that `--data` gives: JSON text, `@file` or `-` for stdin; an empty object without it.
 * Throws a usage failure if it is no JSON object.
 */
export async function requestData(
  data: string | undefined,
  context: Context,
): Promise<Readonly<Record<string, unknown>>> {
  if (data === undefined) return {}
  const value = parsed(await textOf(data, context))
  if (excessOf(value, depthLimit) !== undefined)
    throw wrongData(`--data must not be nested deeper than ${depthLimit.levels} levels`)
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw wrongData('--data must be a JSON object')
}

async function textOf(data: string, context: Context): Promise<string> {
  if (data === '-') return context.terminal.stdin.readText()
  if (!data.startsWith('@')) return data
  const file = resolve(context.place.cwd, data.slice(1))
  try {
    return utf8Text(readFileSync(file))
  } catch (error) {
    throw wrongData(`Cannot read ${file}: ${(error as Error).message}`)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw wrongData(`--data is not valid JSON: ${(error as Error).message}`)
  }
}

function wrongData(message: string): Failure {
  return new Failure('usage', 'invalid_data', message, {
    field: '--data',
    hint: 'Give JSON text, @file, or - to read it from stdin: --data \'{"notes": "…"}\'.',
  })
}
