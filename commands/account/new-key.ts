import { createClientFor } from '../../src/client/create-client.ts'
import { Failure } from '../../src/failure/failure.ts'
import { homeOf } from '../../src/profiles/api-hosts.ts'
import type { StoredKey } from '../../src/profiles/config-file.ts'
import { isWholeKey, keyShape } from '../../src/profiles/key-shape.ts'
import { clientOptions } from '../connect/connection.ts'
import type { Context } from '../kernel/context.ts'
import { askSecret, canAsk } from '../kernel/prompt.ts'

/** Whether a key is tried before it is kept. */
export const verifyFlag = {
  kind: 'boolean',
  summary: 'Ask the service whether it takes the key; it does by default.',
  env: 'IDEADUNES_LOGIN_VERIFY',
  negatable: true,
} as const

/** The key that somebody types where nobody sees it, or that comes from stdin. Throws a usage failure for what is none. */
export async function newKey(json: boolean, context: Context): Promise<string> {
  const { stdin } = context.terminal
  if (canAsk(json, context)) return wholeKey(await askSecret('API key (it is not shown):', context))
  if (stdin.isTty) {
    throw new Failure('usage', 'missing_input', 'There is no key: it comes from stdin, or is asked for', {
      hint: 'Run it on a terminal, or `ideadunes login < key.txt`. A key is no flag: others could read it.',
      details: { missing: ['stdin'] },
    })
  }
  return wholeKey(await stdin.readText())
}

function wholeKey(typed: string): string {
  const key = typed.trim()
  if (isWholeKey(key)) return key
  const what = key === '' ? 'Nothing was typed' : 'What was typed is no API key'
  throw new Failure('usage', 'invalid_key', what, {
    hint: 'A key is one word that begins with sk_live_, sk_test_, pk_live_ or pk_test_.',
  })
}

/** Refuses names that could not be typed again, or stand in a file. */
export function requireName(name: string, field: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name)) return
  throw new Failure('usage', 'invalid_name', `${JSON.stringify(name)} cannot be a name`, {
    field,
    hint: 'Letters, digits, - and _, 64 at most; a letter or a digit first.',
  })
}

/** The tenant that answers to a key, asked of its service. Throws what the service says. */
export async function tenantOf(
  key: string,
  { tenant, caFile }: { readonly tenant: string | undefined; readonly caFile: string | undefined },
  context: Context,
): Promise<Pick<StoredKey, 'tenant' | 'account'>> {
  const entry = Object.values(context.contract.index()).find(({ id }) => id === 'getTenant')
  if (entry === undefined) throw new Error('The contract has no tenant')
  const baseUrl = homeOf(keyShape(key).mode) ?? ''
  const unknown = { profile: undefined, keyFrom: undefined, timeoutMs: undefined, retries: undefined }
  const connection = { ...unknown, baseUrl, apiKey: key, tenant, caFile }
  const options = await clientOptions(connection, context, { keepAlive: false })
  const { data } = await createClientFor({ [entry.id]: entry }, options).send(entry.id)
  const { id, name } = data as { readonly id: string; readonly name?: string }
  return { tenant: id, ...(typeof name === 'string' && { account: name }) }
}
