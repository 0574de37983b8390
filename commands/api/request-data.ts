import { Failure } from '../../src/failure/failure.ts'
import { depthLimit, excessOf } from '../../src/text/json-size.ts'
import { parseJson } from '../../src/text/parse-json.ts'
import type { Context } from '../kernel/context.ts'
import { typedText } from './typed-text.ts'

/**
 * The object that a flag such as `--data` gives: JSON text, `@file` or `-` for stdin; an empty object without it.
 * Throws a usage failure if it is no JSON object.
 */
export async function requestData(
  data: string | undefined,
  context: Context,
  flag: '--data' | '--variables' = '--data',
): Promise<Readonly<Record<string, unknown>>> {
  if (data === undefined) return {}
  const wrong = (message: string) => wrongData(message, flag)
  const value = parsed(await typedText(data, context, wrong), flag)
  if (excessOf(value, depthLimit) !== undefined)
    throw wrong(`${flag} must not be nested deeper than ${depthLimit.levels} levels`)
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw wrong(`${flag} must be a JSON object`)
}

function parsed(text: string, flag: string): unknown {
  if (text.trim() === '') throw wrongData(`${flag} is empty`, flag)
  try {
    return parseJson(text)
  } catch (error) {
    throw wrongData(`${flag} is not valid JSON: ${(error as Error).message}`, flag)
  }
}

function wrongData(message: string, flag: string): Failure {
  return new Failure('usage', 'invalid_data', message, {
    field: flag,
    hint: `Give JSON text, @file, or - to read it from stdin: ${flag} '{"notes": "…"}'.`,
  })
}
