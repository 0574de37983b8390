import type { TObject, TSchema } from 'typebox'
import type { FieldFault } from '../../src/contract/errors/errors.ts'

/**
 * Query text as typed values: integers and booleans where the schema wants them, text elsewhere. Text that is no
 * such value stays text, so that validation names the fault. A parameter given twice is a fault of its own.
 */
export function typedQuery(
  schema: TObject,
  raw: Readonly<Record<string, string | readonly string[] | undefined>>,
): { query: Record<string, unknown>; faults: FieldFault[] } {
  const faults: FieldFault[] = []
  // Without a prototype, so that `__proto__` is a parameter like any other (and an unknown one).
  const query: Record<string, unknown> = Object.create(null)
  for (const [name, text] of Object.entries(raw)) {
    if (text === undefined) continue
    if (typeof text !== 'string') {
      faults.push({
        path: `/${name}`,
        code: 'repeated',
        message: 'may be given once; separate values by commas',
      })
      continue
    }
    query[name] = typedValue(schema.properties[name], text)
  }
  return { query, faults }
}

function typedValue(schema: TSchema | undefined, text: string): unknown {
  const type = (schema as { type?: string } | undefined)?.type
  if (type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text)
  if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}
