import { isCurrency } from '../../../src/contract/currencies.ts'
import type { FieldFault } from '../../../src/contract/errors/errors.ts'
import { ianaZone } from '../../scheduling/zone-names.ts'
import { unknownIds } from '../../store/known-ids.ts'
import type { Context } from '../context/context.ts'

type Table = Parameters<typeof unknownIds>[1]

/** What is wrong with ids in a body or query: those that name nothing of this tenant. */
export async function idFaults(
  ctx: Context,
  path: string,
  table: Table,
  ids: readonly string[],
): Promise<FieldFault[]> {
  const what = table === 'booking_series' ? 'series' : table.slice(0, -1)
  const unknown = await unknownIds(ctx.trx, table, ctx.tenant.id, ids)
  return unknown.map(id => unknownIdFault(path, what, id))
}

/** An id in a body or query that names nothing of this tenant. */
export function unknownIdFault(path: string, what: string, id: string): FieldFault {
  return { path, code: 'not_found', message: `names no ${what} of this tenant: ${id}` }
}

/** What is wrong with a time zone: nothing when it is left out. */
export function zoneFaults(path: string, timezone: string | null | undefined): FieldFault[] {
  if (timezone == null || ianaZone(timezone) !== undefined) return []
  return [{ path, code: 'invalid_timezone', message: `must be an IANA time zone such as Asia/Kolkata` }]
}

/** The members of a body with their time zone as IANA writes it, which is how it is stored. */
export function withIanaZone<Body extends { readonly timezone?: string | null }>(body: Body): Body {
  if (body.timezone == null) return body
  return { ...body, timezone: ianaZone(body.timezone) ?? body.timezone }
}

/** What is wrong with a currency: nothing when it is left out. */
export function currencyFaults(path: string, currency: string | undefined): FieldFault[] {
  if (currency === undefined || isCurrency(currency)) return []
  return [{ path, code: 'invalid_currency', message: 'must be a currency of ISO 4217 such as INR' }]
}

/** What is wrong with a language tag: nothing when it is left out. */
export function localeFaults(path: string, locale: string | null | undefined): FieldFault[] {
  if (locale == null || isLocale(locale)) return []
  return [{ path, code: 'invalid_locale', message: 'must be a BCP 47 language tag such as en-IN' }]
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
