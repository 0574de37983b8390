import { expect } from 'vitest'
import type { FleetOptions } from '../../emulator/fleet/open-fleet.ts'
import { type ControlledSandbox, controlledSandbox } from '../control/controlled-sandbox.ts'
import { testNow } from '../world/sandbox.ts'
import { type Receiver, startReceiver } from './receiver.ts'

export const testNowMs = Date.parse(testNow)

/** An endpoint as its create answered it. */
export interface CreatedWebhook {
  readonly id: string
  readonly secret: string
}

/** An attempt as the API lists it; the members that tests look at. */
export interface ListedDelivery {
  readonly id: string
  readonly event_id: string
  readonly attempt: number
  readonly status: string
  readonly request: { readonly url: string; readonly headers: Record<string, string>; readonly body: string }
  readonly response: { readonly status: number; readonly body: string } | null
  readonly latency_ms: number | null
  readonly error: string | null
  readonly attempted_at: string | null
  readonly next_attempt_at: string | null
  readonly revision: number
}

/** A sandbox with a frozen clock, somebody's handler, and what tests of webhooks do with both. */
export interface WebhookWorld extends AsyncDisposable {
  readonly sandbox: ControlledSandbox
  readonly receiver: Receiver
  /** Another handler, closed with the world. */
  anotherReceiver(): Promise<Receiver>
  /** Adds an endpoint: at the receiver and for all events unless told. */
  listen(members?: Record<string, unknown>): Promise<CreatedWebhook>
  /** Causes a `customer.created`. */
  addCustomer(name?: string): Promise<string>
  advance(body: Record<string, unknown>): ReturnType<ControlledSandbox['control']>
  /** Waits until all is sent that may be sent now. */
  settle(): Promise<void>
  webhook(id: string): Promise<Record<string, unknown>>
  change(id: string, body: Record<string, unknown>): Promise<void>
  /** All attempts, those of the oldest event first. */
  deliveries(id: string): Promise<ListedDelivery[]>
}

/** Makes one; it ends with the test's block, and fails if the sandbox met a bug. */
export async function webhookWorld(hosting: Partial<FleetOptions> = {}): Promise<WebhookWorld> {
  const sandbox = await controlledSandbox([], hosting)
  await sandbox.control('POST', '/clock/freeze', { body: {} })
  const receivers: Receiver[] = []
  const anotherReceiver = async () => {
    const receiver = await startReceiver()
    receivers.push(receiver)
    return receiver
  }
  const receiver = await anotherReceiver()
  const ok = async (method: string, url: string, body?: unknown) => {
    const answer = await sandbox.send(method, url, body === undefined ? {} : { body })
    expect(answer.status, answer.text).toBeLessThan(300)
    return answer.json
  }
  const advance = async (body: Record<string, unknown>) => {
    const answer = await sandbox.control('POST', '/clock/advance', { body })
    expect(answer.status, answer.text).toBe(200)
    return answer
  }
  return {
    sandbox,
    receiver,
    anotherReceiver,
    listen: members => ok('POST', '/v2/webhooks', { url: receiver.url, events: ['*'], ...members }),
    addCustomer: async (name = 'Noor') => (await ok('POST', '/v2/customers', { name })).id,
    advance,
    settle: async () => void (await advance({ by_seconds: 0 })),
    webhook: id => ok('GET', `/v2/webhooks/${id}`),
    change: (id, body) => ok('PATCH', `/v2/webhooks/${id}`, body),
    async deliveries(id) {
      const rows: ListedDelivery[] = []
      let cursor = ''
      do {
        const page = await ok('GET', `/v2/webhooks/${id}/deliveries?limit=100${cursor}`)
        rows.push(...page.data)
        cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
      } while (cursor !== '')
      rows.reverse()
      const first = new Map<string, number>()
      for (const [at, { event_id }] of rows.entries()) if (!first.has(event_id)) first.set(event_id, at)
      const place = ({ event_id }: ListedDelivery) => first.get(event_id) ?? 0
      return rows.toSorted((a, b) => place(a) - place(b) || a.attempt - b.attempt)
    },
    async [Symbol.asyncDispose]() {
      await sandbox.close()
      for (const one of receivers) await one.close()
      expect(sandbox.bugs).toEqual([])
    },
  }
}

/** Seconds between the test's beginning and an instant. */
export function secondsIn(instant: string | null): number {
  return (Date.parse(instant ?? '') - testNowMs) / 1_000
}
