import { fire } from '../../world/clock.ts'
import type { TestAnswer, TestRequest, TestSandbox } from '../../world/sandbox.ts'

/** The start that most holds of the tests are for: a free Monday of the reference's doctor. */
export const heldStart = '2026-04-20T05:00:00Z'

/** Holds a consultation. */
export async function hold(
  sandbox: TestSandbox,
  members: Record<string, unknown> = {},
  request: Omit<TestRequest, 'body'> = {},
): Promise<TestAnswer> {
  const body = {
    service_id: 'svc_consult_30',
    resource_id: 'res_dr_niket',
    start_at: heldStart,
    ...members,
  }
  return await sandbox.send('POST', '/v2/holds', { body, ...request })
}

/** Makes a hold that must succeed, and gives it with its client_secret. */
export async function held(
  sandbox: TestSandbox,
  members: Record<string, unknown> = {},
): Promise<{ id: string; client_secret: string; expires_at: string; revision: number }> {
  const answer = await hold(sandbox, members)
  if (answer.status !== 201) throw new Error(answer.text)
  return answer.json
}

/** Moves the clock by seconds and does what becomes due. */
export async function wait(sandbox: TestSandbox, seconds: number) {
  return await fire(sandbox, sandbox.clock.now() + seconds * 1000)
}

/** Moves the clock by seconds, and lets nothing fire: as if the process slept. */
export function sleep(sandbox: TestSandbox, seconds: number): void {
  sandbox.clock.set(sandbox.clock.now() + seconds * 1000)
}

/** Reads a hold. */
export async function readHold(
  sandbox: TestSandbox,
  id: string,
  request: TestRequest = {},
): Promise<TestAnswer> {
  return await sandbox.send('GET', `/v2/holds/${id}`, request)
}

/** Releases a hold. */
export async function release(
  sandbox: TestSandbox,
  id: string,
  request: TestRequest = {},
): Promise<TestAnswer> {
  return await sandbox.send('DELETE', `/v2/holds/${id}`, request)
}

/** A hold of a widget, and what opens it: the request of its own, and requests that must not. */
export async function widgetHold(sandbox: TestSandbox, members: Record<string, unknown> = {}) {
  const key = 'publishable'
  const made = await hold(sandbox, members, { key })
  const other = await hold(sandbox, { start_at: '2026-04-20T06:00:00Z' }, { key })
  const withSecret = (secret: string): TestRequest => ({ key, headers: { 'x-client-secret': secret } })
  return {
    made,
    own: withSecret(made.json.client_secret),
    strange: [{ key }, withSecret(''), withSecret(other.json.client_secret)],
  }
}
