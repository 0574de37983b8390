/** Money as it is kept: whole minor units, and a currency of ISO 4217. */
export interface Money {
  readonly amount: number
  readonly currency: string
}

/** What a column holds: JSON of money, or null. */
export function storedMoney(column: string | null): Money | null {
  return column === null ? null : (JSON.parse(column) as Money)
}

/**
 * A percentage of an amount in minor units, rounded half up, once. Both are whole and not negative, and the largest
 * amounts times a hundred are still exact.
 */
export function percentOf(amount: number, percent: number): number {
  return Math.floor((amount * percent + 50) / 100)
}

export function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}

interface Priced {
  readonly price: string | null
  readonly deposit: string | null
  /** Its summary of what is paid (`paymentSummary`). */
  readonly payment: string | null
}

/**
 * The one currency of a booking and of all that is paid for it: that of its price or deposit; without one that of its
 * first payment, from then on. Null as long as nothing says so: what was voided leaves no sum behind.
 */
export function ownCurrency({ price, deposit, payment }: Priced): string | null {
  const terms = storedMoney(price) ?? storedMoney(deposit)
  if (terms !== null || payment === null) return terms?.currency ?? null
  const { status, currency } = JSON.parse(payment) as { status: string; currency: string }
  return status === 'cancelled' ? null : currency
}

/** The currency of what is paid for a booking: its own, or that of the tenant as long as it has none. */
export function currencyOf(
  { tenant }: { readonly tenant: { readonly currency: string } },
  booking: Priced,
): string {
  return ownCurrency(booking) ?? tenant.currency
}
