import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { day, must, paidFee, wait } from '../payments/money-world.ts'

/** A payment that its customer disputes since a day after the capture, which is now. */
export async function disputed(method = 'pm_test_dispute_won') {
  const sandbox = await forkSandbox()
  const { id } = await paidFee(sandbox, method)
  await wait(sandbox, day)
  const [dispute] = must(await sandbox.send('GET', `/v2/disputes?payment_id=${id}`)).data
  return { sandbox, id: id as string, dispute }
}

export async function answer(sandbox: TestSandbox, id: string, evidence: object = { note: 'Came' }) {
  return await sandbox.send('POST', `/v2/disputes/${id}/evidence`, { body: { evidence } })
}

export async function read(sandbox: TestSandbox, id: string) {
  return must(await sandbox.send('GET', `/v2/disputes/${id}`))
}
