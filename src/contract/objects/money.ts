import { Type } from 'typebox'
import { component, strictObject } from '../schema.ts'
import { currencyCode } from '../texts.ts'

/** Far more than any price, and sums of thousands of them are still exact. */
const largestAmount = 999_999_999_999

/** A number of minor units without a currency of its own: it is in the tenant's. */
export function amount(description: string) {
  return Type.Integer({ minimum: 0, maximum: largestAmount, description })
}

/** The shape of a currency code; whether the code exists is asked of `isCurrency`. */
export const currency = Type.String({
  pattern: currencyCode,
  description: 'ISO 4217 code in upper case: INR.',
})

/** An amount in the smallest unit of its currency (rules, section 7): 80000 INR are 800 rupees, 800 JPY are 800 yen. */
export const Money = component('Money', {
  amount: amount('In the smallest unit of the currency: paise, cents, whole yen.'),
  currency,
})

/** The member of a request that is an amount of money, and what it stands for there. */
export function moneyFor(description: string) {
  return strictObject({ ...Money.properties }, { description })
}
