import { type TestPaymentMethod, testPaymentMethods } from '../../../src/contract/test-payment-methods.ts'
import { dayMs } from '../../scheduling/zones.ts'
import type { Charged, PaymentProvider } from './payment-provider.ts'

const done: Charged = { kind: 'done' }

/** The provider of the sandbox: every outcome is read off the table of test payment methods. */
export const testProvider: PaymentProvider = {
  authorize(methodId, who) {
    const { action, declined, declinedLater } = methodOf(methodId)
    if (who === 'later') return declinedLater === undefined ? done : { kind: 'declined', code: declinedLater }
    if (declined !== undefined) return { kind: 'declined', code: declined }
    if (action === undefined) return done
    if (who === 'first') return { kind: 'action' }
    return action === 'succeeds' ? done : { kind: 'declined', code: 'authentication_failed' }
  },
  capture: methodId =>
    methodOf(methodId).captureFails === true ? { kind: 'declined', code: 'capture_failed' } : done,
  refund(methodId) {
    const { refund } = methodOf(methodId)
    return { settlesInMs: refund === undefined ? 0 : dayMs, succeeds: refund !== 'fails' }
  },
  disputeAfter: methodId =>
    methodOf(methodId).dispute === undefined ? null : { inMs: dayMs, reason: 'fraudulent' },
  decide: (methodId, hasEvidence) => (hasEvidence ? (methodOf(methodId).dispute ?? 'won') : 'lost'),
}

/** A method that this release does not know, from a newer snapshot, is like any card. */
function methodOf(id: string): TestPaymentMethod {
  const methods: Readonly<Record<string, TestPaymentMethod>> = testPaymentMethods
  return methods[id] ?? testPaymentMethods.pm_test_ok
}
