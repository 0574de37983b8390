/**
 * A front desk that books over the IdeaDunes API: what an app of yours might be. It gets the address, the key and the
 * `fetch` from outside, so that a test can hand it those of a sandbox.
 */
export function createFrontDesk({ baseUrl, apiKey, fetch = globalThis.fetch }) {
  async function call(method, path, { body, idempotencyKey } = {}) {
    const answer = await fetch(`${baseUrl}/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(idempotencyKey !== undefined && { 'x-idempotency-key': idempotencyKey }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { answer, json: await answer.json() }
  }

  return {
    /** Books a consultation. One order is booked once, however often its form is sent. */
    async book({ order, customerId, startAt }) {
      const { answer, json } = await call('POST', '/bookings', {
        idempotencyKey: order,
        body: { customer_id: customerId, service_id: 'svc_consult_30', start_at: startAt },
      })
      if (answer.status === 201) {
        const again = answer.headers.get('x-idempotent-replayed') === 'true'
        return { status: 'booked', bookingId: json.id, again }
      }
      if (answer.status === 429) {
        return { status: 'busy', retryAfterSeconds: Number(answer.headers.get('retry-after')) }
      }
      if (json.error.code !== 'resource_unavailable') throw new Error(json.error.message)
      return { status: 'taken', suggestions: json.error.details.suggestions.map(({ start_at }) => start_at) }
    },

    /** Who comes, and when. */
    async agenda() {
      const { json } = await call('GET', '/bookings?order=start_at&status=confirmed')
      return json.data.map(({ id, start_at }) => ({ bookingId: id, startAt: start_at }))
    },
  }
}
