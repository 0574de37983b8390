import type { Client } from '../../src/client/client-types.ts'
import type { Context } from '../kernel/context.ts'
import { askSearch, askText } from '../kernel/prompt.ts'
import { knownListOf, knownValues } from './known-values.ts'

/** Asks who comes: somebody who is found by a part of the name or address, or somebody new. */
export async function askCustomer(client: Client, context: Context): Promise<string[]> {
  const list = knownListOf('customer_id')
  const someoneNew = { name: 'Somebody new …', value: null }
  const find = async (typed: string) => {
    const found = list === undefined ? [] : await knownValues(list, typed, client)
    return [...found.map(({ value, label }) => ({ name: `${label}  ${value}`, value })), someoneNew]
  }
  const id = await askSearch<string | null>('Customer', find, context)
  if (id !== null) return ['--customer-id', id]
  const name = await askText('Name', typed => (typed.trim() === '' ? 'Type a name' : undefined), context)
  const email = await askText('E-mail (Enter for none)', () => undefined, context)
  return ['--customer', JSON.stringify({ name, ...(email.trim() !== '' && { email: email.trim() }) })]
}
