import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { OpenApiDocument } from '../../src/contract/openapi/openapi.ts'
import { isEmailAddress } from '../../src/text/email-address.ts'

/** Extensions that the document explains in its description; any other one fails to compile. */
const extensions = ['x-source', 'x-publishable', 'x-id-prefix', 'x-error-codes']

/** Keywords that only this project's own schemas carry. */
const internalExtensions = [
  'x-component',
  'x-columns',
  'x-example',
  'x-event-patterns',
  'x-immutable',
  'x-values',
]

function ajv(vocabulary: readonly string[]) {
  const made = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true, strictRequired: false })
  addFormats.default(made)
  made.addFormat('idn-email', { validate: isEmailAddress })
  made.addVocabulary([...vocabulary])
  return made
}

/** Ajv for schemas of src/contract. */
export function contractAjv() {
  return ajv([...extensions, ...internalExtensions])
}

/** Compiles schemas of a document, with its components in reach; throws at every keyword that it does not know. */
export function documentCompiler(document: OpenApiDocument) {
  const made = ajv(extensions)
  const components = { $id: 'document:', $defs: document.components.schemas }
  made.addSchema(withDefs(components) as object)
  return (schema: unknown) => made.compile(withDefs(schema) as object)
}

function withDefs(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', 'document:#/$defs/'))
}
