import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import type { TSchema } from 'typebox'
import type { FieldFault } from '../../src/contract/errors/errors.ts'
import { instantFault, parseInstant } from '../../src/contract/instants.ts'
import { patternMessages } from '../../src/contract/texts.ts'
import { shownText } from '../../src/text/broken-texts.ts'
import { counted } from '../../src/text/counted.ts'
import { isEmailAddress } from '../../src/text/email-address.ts'
import { textFaults } from './text-faults.ts'
import { unknownMember } from './unknown-member.ts'

/** Finds every fault of a value; an empty list means that it has the shape of its schema. */
export type Validator = (value: unknown) => FieldFault[]

/** Keywords of the contract that say something to people and programs, and nothing to validation. */
const annotations = [
  'x-source',
  'x-component',
  'x-publishable',
  'x-id-prefix',
  'x-columns',
  'x-example',
  'x-event-patterns',
  'x-immutable',
  'x-values',
]

/** A compiler of schemas without any coercion: what is sent is judged as it is. No text may be broken, whatever its schema. */
export function createValidators(): (schema: TSchema) => Validator {
  let ajv: Ajv2020 | undefined
  const compiled = new WeakMap<TSchema, ValidateFunction>()
  return schema => value => {
    // Compiled on first use: compiling the schemas of all operations would be most of the start.
    let validate = compiled.get(schema)
    if (validate === undefined) {
      ajv ??= contractCompiler()
      validate = ajv.compile(schema)
      compiled.set(schema, validate)
    }
    const broken = textFaults(value)
    if (validate(value)) return [...broken]
    const faults = faultsOf(validate.errors ?? [], value).map(fault => immutableFault(schema, fault))
    return broken.length === 0 ? faults : together(broken, faults)
  }
}

function contractCompiler(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    strictRequired: false,
    verbose: true,
  })
  ajv.addVocabulary(annotations)
  ajv.addFormat('date-time', { validate: (text: string) => parseInstant(text) !== null })
  ajv.addFormat('idn-email', { validate: isEmailAddress })
  return ajv
}

/** One fault for each place. Names of members may be broken too, and are shown as well as they can be. */
function together(broken: readonly FieldFault[], others: readonly FieldFault[]): FieldFault[] {
  const places = new Set(broken.map(({ path }) => path))
  const shown = others.map(fault => ({ ...fault, path: shownText(fault.path) }))
  return [...broken, ...shown.filter(({ path }) => !places.has(path))]
}

function faultsOf(errors: readonly ErrorObject[], value: unknown): FieldFault[] {
  const faults = new Map<string, FieldFault>()
  for (const error of errors) {
    const fault = faultOf(error, value)
    // The branches of "or null" complain one by one; the first that says more than "wrong type" is what people need.
    if (fault === null) continue
    const known = faults.get(fault.path)
    if (known === undefined || (known.code === 'wrong_type' && fault.code !== 'wrong_type')) {
      faults.set(fault.path, fault)
    }
  }
  return [...faults.values()]
}

/** A member that the object has, but this request may not change: its schema says what does (`x-immutable`). */
function immutableFault(schema: TSchema, fault: FieldFault): FieldFault {
  const messages = (schema as { 'x-immutable'?: Readonly<Record<string, string>> })['x-immutable'] ?? {}
  const member = fault.path.slice(1)
  if (!Object.hasOwn(messages, member)) return fault
  return { path: fault.path, code: 'field_immutable', message: messages[member] ?? 'cannot be changed' }
}

function faultOf(error: ErrorObject, value: unknown): FieldFault | null {
  const { instancePath: path, keyword, params, schemaPath } = error
  const member = (name: unknown) => `${path}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`
  const at = (code: string, message: string) => ({ path, code, message })
  // Whatever the schema asks of a value, it was not this one.
  if (valueAt(value, path) === null) return at('null_not_allowed', 'may not be null')
  switch (keyword) {
    case 'required':
      return { path: member(params.missingProperty), code: 'required', message: 'is required' }
    case 'additionalProperties':
      return {
        path: member(params.additionalProperty),
        ...unknownMember(String(params.additionalProperty), (error.parentSchema as object | undefined) ?? {}),
      }
    case 'type':
      // One branch of "or null" fails whenever the other is meant.
      if (params.type === 'null' && /\/anyOf\//.test(schemaPath)) return null
      return at('wrong_type', `must be ${article(String(params.type))}`)
    case 'enum':
      return at('not_allowed', `must be one of ${(params.allowedValues as unknown[]).join(', ')}`)
    case 'const':
      return at('not_allowed', `must be ${JSON.stringify(params.allowedValue)}`)
    case 'format':
      return at('invalid_format', formatMessage(String(params.format), valueAt(value, path)))
    case 'pattern':
      return at('invalid_format', patternMessage(error, valueAt(value, path)))
    case 'minLength':
      return at('too_short', `must have at least ${counted(Number(params.limit), 'character')}`)
    case 'maxLength':
      return at('too_long', `must have at most ${counted(Number(params.limit), 'character')}`)
    case 'minimum':
      return at('too_small', `must be at least ${params.limit}`)
    case 'maximum':
      return at('too_large', `must be at most ${params.limit}`)
    case 'minItems':
      return at('too_few', `must have at least ${counted(Number(params.limit), 'item')}`)
    case 'minProperties':
      return at('too_few', `must have at least ${counted(Number(params.limit), 'member')}`)
    case 'uniqueItems':
      return at('invalid', `must have each item once: that at ${Math.max(params.i, params.j)} was there`)
    case 'maxItems':
    case 'maxProperties':
      return at('too_many', `must have at most ${counted(Number(params.limit), 'member')}`)
    case 'anyOf':
    case 'propertyNames':
      return null
    default:
      return at('invalid', error.message ?? 'is not valid')
  }
}

function formatMessage(format: string, value: unknown): string {
  if (format === 'date-time') return `must ${instantFault(String(value))}`
  return format === 'idn-email' ? 'must be an e-mail address' : `must be a valid ${format}`
}

function patternMessage(error: ErrorObject, value: unknown): string {
  const pattern = String(error.params.pattern)
  const known = patternMessages[pattern]
  if (known !== undefined) return known
  // As `severalOf` writes it.
  const [, values] = /^\^\(([\w|]+)\)\(,/.exec(pattern) ?? []
  if (values !== undefined)
    return `must be one or several of ${values.replaceAll('|', ', ')}, with commas between them`
  const prefix = (error.parentSchema as { 'x-id-prefix'?: string } | undefined)?.['x-id-prefix']
  const [, fromPattern] = /\^\(?([a-z]+)_\[A-Za-z0-9_\]/.exec(pattern) ?? []
  const start = prefix ?? fromPattern
  if (start === undefined) return `must match ${pattern}`
  const isOfKind = String(value)
    .split(',')
    .every(id => id.startsWith(`${start}_`))
  return isOfKind
    ? `must have 1 to 64 letters, digits and underscores behind ${start}_, and nothing else`
    : `must be an id that starts with ${start}_`
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
}

function valueAt(value: unknown, pointer: string): unknown {
  let here = value
  for (const token of pointer.split('/').slice(1)) {
    if (typeof here !== 'object' || here === null) return undefined
    here = (here as Record<string, unknown>)[token.replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  return here
}
