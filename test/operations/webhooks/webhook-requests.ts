import { expect } from 'vitest'
import type { TestSandbox } from '../../world/sandbox.ts'

/** Where nobody listens. Forks of tests send nothing anyway. */
export const hookUrl = 'http://127.0.0.1:9/hook'

/** Adds an endpoint for all events unless told, and gives the answer, with its secret. */
export async function createWebhook(sandbox: TestSandbox, members: Record<string, unknown> = {}) {
  const body = { url: hookUrl, events: ['*'], ...members }
  const answer = await sandbox.send('POST', '/v2/webhooks', { body })
  expect(answer.status, answer.text).toBe(201)
  return answer.json
}

/** Asks for a sample to be sent to an endpoint, and gives its delivery. */
export async function sendSample(sandbox: TestSandbox, id: string, type?: string) {
  const body = type === undefined ? {} : { type }
  const answer = await sandbox.send('POST', `/v2/webhooks/${id}/test`, { body })
  expect(answer.status, answer.text).toBe(202)
  return answer.json
}

/** The deliveries of an endpoint, newest first. */
export async function deliveriesOf(sandbox: TestSandbox, id: string, query = '') {
  const answer = await sandbox.send('GET', `/v2/webhooks/${id}/deliveries${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.json.data
}
