import type { Context } from '../kernel/context.ts'
import type { RequestValues, Settled } from './connection-types.ts'
import { effectiveOf } from './effective.ts'

/** The same as `settle`, where files have a say. */
export async function settleWithFiles(flags: RequestValues, context: Context): Promise<Settled> {
  const { values, profile, storedKey } = effectiveOf(flags, context)
  const text = (name: keyof typeof values) =>
    values[name] === undefined ? undefined : String(values[name].value)
  const { timeout, retries, api_key } = values
  return {
    baseUrl: text('base_url'),
    apiKey: text('api_key'),
    tenant: text('tenant'),
    sandbox: text('sandbox'),
    caFile: text('ca_file'),
    timeoutMs: timeout === undefined ? undefined : Number(timeout.value) * 1_000,
    retries: retries === undefined ? undefined : Number(retries.value),
    storedKey,
    profile: storedKey === undefined ? undefined : profile,
    keyFrom: storedKey === undefined ? api_key?.from : `profile ${profile}`,
  }
}
