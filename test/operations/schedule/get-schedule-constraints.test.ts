import { expect, test } from 'vitest'
import { softConstraints } from '../../../emulator/scheduling/optimisation/problem.ts'
import { softNames } from '../../../src/contract/objects/schedule-constraint.ts'
import { forkSandbox } from '../../world/sandbox.ts'

test('names every constraint, hard before medium before soft', async () => {
  const sandbox = await forkSandbox('default')
  const { json } = await sandbox.send('GET', '/v2/schedule/constraints')
  const levels = json.constraints.map(({ level }: { level: string }) => level)
  expect([...new Set(levels)]).toEqual(['hard', 'medium', 'soft'])
  expect(levels).toEqual(levels.toSorted())
  expect(json.constraints[0]).toMatchObject({
    name: 'capacity',
    enabled: true,
    weight: null,
    default_weight: null,
  })
  expect(json.constraints.at(-1)).toMatchObject({
    name: 'imbalance',
    weight: 1,
    default_weight: 1,
    unit: 'minute',
  })
})

test('the soft ones are those that the search counts', () => {
  expect(softNames).toEqual([...softConstraints])
})
