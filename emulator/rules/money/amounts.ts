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

/** The one currency of a booking and of all that is paid for it: that of its price, or of the tenant without one. */
export function currencyOf(
  { tenant }: { readonly tenant: { readonly currency: string } },
  { price }: { readonly price: string | null },
): string {
  return storedMoney(price)?.currency ?? tenant.currency
}
