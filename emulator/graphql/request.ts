import { type FieldFault, refuseFaults } from '../../src/contract/errors/errors.ts'

/** What a GraphQL client sends. */
export interface GraphqlRequest {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly operationName: string | undefined
}

/** Reads the body of a request. Throws `validation_failed` with every fault. */
export function readRequest(body: unknown): GraphqlRequest {
  if (Array.isArray(body)) {
    refuseFaults([
      { path: '', code: 'type', message: 'must be one request: send several queries as fields of one query' },
    ])
  }
  if (typeof body !== 'object' || body === null) {
    refuseFaults([{ path: '', code: 'type', message: 'must be an object with the text of a query in query' }])
  }
  const { query, variables, operationName, ...others } = body as Readonly<Record<string, unknown>>
  refuseFaults([...memberFaults(query, variables, operationName), ...unknownFaults(others)])
  return {
    query: query as string,
    variables: (variables ?? {}) as Readonly<Record<string, unknown>>,
    operationName: (operationName ?? undefined) as string | undefined,
  }
}

function memberFaults(query: unknown, variables: unknown, operationName: unknown): FieldFault[] {
  const faults: FieldFault[] = []
  if (query === undefined)
    faults.push({ path: '/query', code: 'required', message: 'is required: the text of the query' })
  else if (typeof query !== 'string') faults.push({ path: '/query', code: 'type', message: 'must be text' })
  const isObject = typeof variables === 'object' && !Array.isArray(variables)
  if (variables !== undefined && !isObject)
    faults.push({
      path: '/variables',
      code: 'type',
      message: 'must be an object with the values of the variables',
    })
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    faults.push({ path: '/operationName', code: 'type', message: 'must be text' })
  return faults
}

/** `extensions` is what clients keep for themselves; nothing here reads it. */
function unknownFaults({ extensions: _, ...others }: Readonly<Record<string, unknown>>): FieldFault[] {
  return Object.keys(others).map(name => ({
    path: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    code: 'unknown',
    message: 'is not known; a request has query, variables and operationName',
  }))
}
