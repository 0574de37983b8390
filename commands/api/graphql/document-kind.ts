/** An operation of a document: what it is, and its name where it has one. */
interface NamedOperation {
  readonly kind: 'query' | 'mutation' | 'subscription'
  readonly name: string | undefined
}

/** Comments, block strings, strings, names, and what opens and closes. */
const token = /#[^\n\r]*|"""(?:\\"""|[\s\S])*?"""|"(?:\\.|[^"\\\n\r])*"|[A-Za-z_]\w*|[{}()[\]]/g

const definitions = ['query', 'mutation', 'subscription', 'fragment']

/**
 * Whether a document changes something: the operation of this name, or any of it. Told from its words alone; what it
 * means otherwise is the matter of whoever answers it.
 */
export function isMutation(document: string, operationName?: string): boolean {
  const operations = operationsOf(document)
  const named = operations.filter(({ name }) => name === operationName)
  const asked = operationName === undefined || named.length === 0 ? operations : named
  return asked.some(({ kind }) => kind === 'mutation')
}

function operationsOf(document: string): NamedOperation[] {
  const words = [...document.matchAll(token)].map(([word]) => word).filter(word => !/^[#"]/.test(word))
  const operations: NamedOperation[] = []
  let depth = 0
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if ('{(['.includes(word)) depth += 1
    else if ('})]'.includes(word)) depth -= 1
    else if (depth === 0 && definitions.includes(word)) {
      const next = words[at + 1]
      const name = next !== undefined && /^\w/.test(next) ? next : undefined
      // The name may be any word, such as `query mutation { … }`.
      if (name !== undefined) at += 1
      if (word !== 'fragment') operations.push({ kind: word as NamedOperation['kind'], name })
    }
  }
  return operations
}
