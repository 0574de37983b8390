import { expect } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { addService } from '../bookings/booking-world.ts'

/** The skill that Dr Niket has at level 3. */
export const cardiology = '/v2/resources/res_dr_niket/skills/skill_cardiology'

/** Books the service that needs it. */
export const heart = { service_id: 'svc_heart' }

/** A consultation for which Dr Niket needs the skill, and one for which anybody who has it will do. */
export async function withHeartService(): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  const skills = [{ skill_id: 'skill_cardiology', min_level: 3 }]
  const needing = (resource_ids: string[]) => JSON.stringify([{ group: 'staff', resource_ids, skills }])
  await addService(sandbox, { id: 'svc_heart', requirements: needing(['res_dr_niket']) })
  await addService(sandbox, { id: 'svc_anybody', requirements: needing([]) })
  return sandbox
}

/** Gives a resource a skill, at level 3 by default, and answers the resource. */
export async function giveSkill(sandbox: TestSandbox, members: object, url = cardiology) {
  const answer = await sandbox.send('PUT', url, { body: { level: 3, ...members } })
  expect(answer.status, answer.text).toBe(200)
  return answer.json
}
