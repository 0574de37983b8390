import type { TSchema } from 'typebox'
import type { FieldFault } from '../../../src/contract/errors/errors.ts'
import { append } from '../../../src/lists/append.ts'
import { createTurns } from '../../../src/time/turns.ts'
import { type Collection, type IdSchema, type Part, propertiesOf } from './collections.ts'
import { mostFaults } from './file-fault.ts'
import { pointerOf } from './pointers.ts'

/** Judges a value by a schema of the contract. */
export type ValidatorOf = (schema: TSchema) => (value: unknown) => readonly FieldFault[]

/** One call of an operation, as a seed file asks for it. */
export interface Step {
  /** Where it stands: `/resources/0/skills/1`. */
  readonly path: string
  readonly id: string | null
  readonly body: Readonly<Record<string, unknown>>
  /** The value of the part's own path parameter. */
  readonly param: string | null
}

/** An object that a seed file asks for, with its parts. */
export interface Item extends Step {
  readonly parts: readonly (Step & { readonly part: Part })[]
  /** Whether its shape is as it should be, and that of its parts. */
  readonly isSound: boolean
}

/** What a seed file asks for, read by the shape that the contract gives it. */
export interface SeedPlan {
  /** The tenant that it names, if it does. */
  readonly tenant: string | undefined
  readonly lists: readonly { readonly collection: Collection; readonly items: readonly Item[] }[]
  readonly faults: readonly FieldFault[]
}

type Fields = Readonly<Record<string, unknown>>

/** As many values may stand in one item: its faults are looked for all at once, while nobody else is answered. */
const mostValues = 20_000

/** Reads the value of a seed file, and finds the faults of its shape. Others get their turns meanwhile. */
export async function readItems(
  value: unknown,
  collections: readonly Collection[],
  validatorOf: ValidatorOf,
): Promise<SeedPlan> {
  const names = collections.map(({ key }) => key)
  if (!isFields(value)) {
    const message = `must be a map of lists: ${names.join(', ')}`
    return { tenant: undefined, lists: [], faults: [{ path: '', code: 'wrong_type', message }] }
  }
  const faults: FieldFault[] = []
  const { tenant } = value
  if (tenant !== undefined && typeof tenant !== 'string')
    faults.push({ path: '/tenant', code: 'wrong_type', message: 'must be the id of a tenant' })
  for (const key of Object.keys(value)) {
    // Anchors need a place to be written down.
    if (key === 'tenant' || key.startsWith('x-') || names.includes(key)) continue
    const message = `is no list of a seed file; there are ${names.join(', ')}`
    faults.push({ path: pointerOf('', key), code: 'unknown_field', message })
  }
  const turns = createTurns()
  const lists: { collection: Collection; items: Item[] }[] = []
  for (const collection of collections) {
    const path = `/${collection.key}`
    const items: Item[] = []
    for (const [i, item] of listOf(value[collection.key], path, faults).entries()) {
      if (faults.length >= mostFaults) break
      items.push(readItem(item, `${path}/${i}`, collection, validatorOf, faults))
      if (turns.isOver) await turns.pass()
    }
    lists.push({ collection, items })
  }
  return { tenant: typeof tenant === 'string' ? tenant : undefined, lists, faults }
}

function readItem(
  value: unknown,
  path: string,
  { create, id, parts }: Collection,
  validatorOf: ValidatorOf,
  faults: FieldFault[],
): Item {
  const before = faults.length
  const fields = isOfSize(value, path, faults) ? fieldsOf(value, path, faults) : undefined
  const partKeys = parts.map(({ key }) => key)
  const { id: _, ...rest } = fields ?? {}
  const body = Object.fromEntries(Object.entries(rest).filter(([key]) => !partKeys.includes(key)))
  const chosen = fields === undefined ? null : idOf(fields.id, path, id, validatorOf, faults)
  if (fields !== undefined) append(faults, within(path, validatorOf(create.body)(body)))
  const steps = parts.flatMap(part => {
    const given = fields?.[part.key]
    const at = `${path}/${part.key}`
    if (given === undefined) return []
    if (!part.isList) return [{ part, ...readStep(given, at, part, validatorOf, faults) }]
    return listOf(given, at, faults).map((one, i) => ({
      part,
      ...readStep(one, `${at}/${i}`, part, validatorOf, faults),
    }))
  })
  return { path, id: chosen, body, param: null, parts: steps, isSound: faults.length === before }
}

function readStep(
  value: unknown,
  path: string,
  { operation, param, id }: Part,
  validatorOf: ValidatorOf,
  faults: FieldFault[],
): Step {
  const fields = fieldsOf(value, path, faults)
  if (fields === undefined) return { path, id: null, body: {}, param: null }
  const own = [...(param === null ? [] : [param]), ...(id === null ? [] : ['id'])]
  const body = Object.fromEntries(Object.entries(fields).filter(([key]) => !own.includes(key)))
  const chosen = id === null ? null : idOf(fields.id, path, id, validatorOf, faults)
  append(faults, within(path, validatorOf(operation.body)(body)))
  if (param === null) return { path, id: chosen, body, param: null }
  const named = fields[param]
  const at = `${path}/${param}`
  const schema = propertiesOf(operation.params)[param]
  if (named === undefined) faults.push({ path: at, code: 'required', message: 'is required' })
  else if (schema !== undefined) append(faults, within(at, validatorOf(schema)(named)))
  return { path, id: chosen, body, param: String(named) }
}

function idOf(
  value: unknown,
  path: string,
  id: IdSchema | null,
  validatorOf: ValidatorOf,
  faults: FieldFault[],
): string | null {
  if (value === undefined) return null
  const at = `${path}/id`
  if (id === null) faults.push({ path: at, code: 'unknown_field', message: 'cannot be chosen here' })
  else append(faults, within(at, validatorOf(id.schema)(value)))
  return typeof value === 'string' ? value : null
}

function isOfSize(value: unknown, path: string, faults: FieldFault[]): boolean {
  const waiting = [value]
  for (let seen = 0; waiting.length > 0; seen += 1) {
    if (seen + waiting.length > mostValues) {
      faults.push({ path, code: 'too_large', message: `has more than ${mostValues} values` })
      return false
    }
    const one = waiting.pop()
    if (typeof one === 'object' && one !== null) for (const inner of Object.values(one)) waiting.push(inner)
  }
  return true
}

/** An empty `customers:` is null in YAML: a list without items. */
function listOf(value: unknown, path: string, faults: FieldFault[]): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value
  faults.push({ path, code: 'wrong_type', message: 'must be a list' })
  return []
}

function fieldsOf(value: unknown, path: string, faults: FieldFault[]): Fields | undefined {
  if (isFields(value)) return value
  faults.push({ path, code: 'wrong_type', message: 'must be a map of fields' })
  return undefined
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function within(path: string, faults: readonly FieldFault[]): FieldFault[] {
  return faults.map(fault => ({ ...fault, path: `${path}${fault.path}` }))
}
