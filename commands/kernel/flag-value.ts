import { Failure } from '../../src/failure/failure.ts'
import { depthLimit, excessOf } from '../../src/text/json-size.ts'
import { nearestOf } from '../../src/text/nearest.ts'
import type { FlagSpec } from './command.ts'

/** Converts what was typed for a flag, or found in its environment variable; throws a usage failure. */
export function flagValueOf(
  name: string,
  flag: FlagSpec,
  given: string | boolean | readonly string[],
): unknown {
  if (isEmpty(given) && mayNotBeEmpty(flag)) throw emptyValue(name)
  if (flag.kind === 'boolean') return typeof given === 'boolean' ? given : booleanOf(name, String(given))
  if (flag.kind === 'strings') return typeof given === 'string' ? given.split(',') : given
  const text = String(given)
  refuseOtherOptions(name, flag, text)
  if (flag.kind === 'json') return jsonOf(name, text)
  return flag.kind === 'string' ? text : numberOf(name, flag, text)
}

/** An empty text may be meant in a body. A file, or a setting that has a variable too, is no better for it. */
function mayNotBeEmpty({ kind, env, valueName }: FlagSpec): boolean {
  return kind !== 'boolean' && (env !== undefined || valueName === 'FILE' || valueName === 'PATH')
}

function isEmpty(given: string | boolean | readonly string[]): boolean {
  return given === '' || (typeof given === 'object' && given.includes(''))
}

function emptyValue(name: string): Failure {
  return new Failure('usage', 'invalid_flag', `--${name} must not be empty`, {
    field: `--${name}`,
    hint: `Leave --${name} out for its default. A variable of the shell in it may have no value.`,
  })
}

/** Throws for a value that is none of the options: with all of them, and the one that was probably meant. */
function refuseOtherOptions(name: string, { options, several }: FlagSpec, text: string): void {
  if (options === undefined) return
  const typed = several === true ? text.split(',') : [text]
  const other = typed.find(value => !options.includes(value))
  if (other === undefined) return
  const near = nearestOf(other, options)
  const expected = several === true ? 'one or several of' : 'one of'
  throw wrong(
    name,
    other === '' ? `${text || 'empty'}` : other,
    `${expected} ${options.join(', ')}`,
    near === undefined ? undefined : `Did you mean ${near}?`,
  )
}

function numberOf(name: string, flag: FlagSpec, text: string): number {
  const whole = flag.kind === 'integer'
  const pattern = whole ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/
  const value = Number(text)
  if (!pattern.test(text) || (whole && !Number.isSafeInteger(value))) {
    throw wrong(name, text, whole ? 'a whole number' : 'a number')
  }
  const { min = -Infinity, max = Infinity } = flag
  if (value < min || value > max) throw wrong(name, text, `from ${min} to ${max}`)
  return value
}

function booleanOf(name: string, text: string): boolean {
  if (/^(1|true|yes|on)$/i.test(text)) return true
  if (/^(0|false|no|off)$/i.test(text)) return false
  throw wrong(name, text, 'true or false')
}

function jsonOf(name: string, text: string): unknown {
  const value = parsedOf(name, text)
  if (excessOf(value, depthLimit) === undefined) return value
  throw wrong(name, `${text.slice(0, 20)}…`, `JSON of at most ${depthLimit.levels} levels`)
}

function parsedOf(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw wrong(
      name,
      text,
      `JSON (${(error as Error).message})`,
      `Quote it for the shell: --${name} '{"a": 1}'.`,
    )
  }
}

function wrong(name: string, text: string, expected: string, hint?: string): Failure {
  return new Failure('usage', 'invalid_flag', `--${name} must be ${expected}, not ${text}`, {
    field: `--${name}`,
    ...(hint !== undefined && { hint }),
  })
}
