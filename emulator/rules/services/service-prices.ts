import { isCurrency } from '../../../src/contract/currencies.ts'
import type { FieldFault } from '../../../src/contract/errors/errors.ts'
import type { ServiceObject } from '../../objects/service.ts'
import { currencyFaults } from '../fields/field-faults.ts'

type Prices = Pick<ServiceObject, 'price' | 'deposit' | 'requirements'>

/**
 * What is wrong with price and deposit taken together: a deposit is a part of the price, in its currency.
 * Faults point at the deposit if the request has one, else at the price, which it changed under an old deposit.
 */
export function priceFaults(
  { price, deposit }: Prices,
  sent: { readonly price?: unknown; readonly deposit?: unknown },
): FieldFault[] {
  const faults = [
    ...currencyFaults('/price/currency', price?.currency),
    ...currencyFaults('/deposit/currency', deposit?.currency),
  ]
  if (deposit === null || faults.length > 0) return faults
  const isNew = sent.deposit !== undefined
  const at = isNew ? '/deposit' : '/price'
  if (price === null) {
    const message = isNew ? 'needs a price that it is a part of' : 'may not be null while there is a deposit'
    return [{ path: at, code: 'price_required', message }]
  }
  if (price.currency !== deposit.currency) {
    const message = `must be that of ${isNew ? `the price, ${price.currency}` : `the deposit, ${deposit.currency}`}`
    return [{ path: `${at}/currency`, code: 'currency_mismatch', message }]
  }
  const path = `${at}/amount`
  if (deposit.amount === 0)
    return [{ path: '/deposit/amount', code: 'too_small', message: 'must be at least 1' }]
  if (deposit.amount <= price.amount) return []
  return isNew
    ? [{ path, code: 'too_large', message: `must be at most the price, ${price.amount}` }]
    : [{ path, code: 'too_small', message: `must be at least the deposit, ${deposit.amount}` }]
}

/**
 * What is wrong with the prices of single resources beside those of the service. Faults point at the overrides of a
 * request that has them; else at the price or deposit that it changed over them.
 */
export function overridePriceFaults(
  { price, deposit, requirements }: Prices,
  pointsAt: 'overrides' | 'prices',
): FieldFault[] {
  const faults: FieldFault[] = []
  const overrides = requirements.flatMap((group, i) =>
    group.overrides.map((override, j) => ({ ...override, path: `/requirements/${i}/overrides/${j}/price` })),
  )
  for (const { resource_id, path, ...override } of overrides) {
    // Of a currency that does not exist, more need not be said.
    if (override.price === null || !isCurrency(override.price.currency)) continue
    const { amount, currency } = override.price
    if (price !== null && currency !== price.currency) {
      faults.push({
        path: `${pointsAt === 'prices' ? '/price' : path}/currency`,
        code: 'currency_mismatch',
        message: `must be the same for every resource: ${price.currency}, but ${currency} with ${resource_id}`,
      })
    } else if (deposit !== null && amount < deposit.amount) {
      faults.push({
        path: `${pointsAt === 'prices' ? '/deposit' : path}/amount`,
        code: 'deposit_above_price',
        message: `must fit every resource: a deposit of ${deposit.amount}, a price of ${amount} with ${resource_id}`,
      })
    }
  }
  return pointsAt === 'prices' ? faults.slice(0, 1) : faults
}
