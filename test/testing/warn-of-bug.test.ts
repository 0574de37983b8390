import { once } from 'node:events'
import { expect, test } from 'vitest'
import { warnOfBug } from '../../emulator/testing/warn-of-bug.ts'

test('a bug of the sandbox is shown as a warning, with its stack and where it was met', async () => {
  const warned = once(process, 'warning')
  warnOfBug(new TypeError('x is undefined'), 'req_1')
  const [warning] = await warned
  expect(warning).toMatchObject({
    name: 'IdeaDunesWarning',
    message: 'Bug of the sandbox in req_1',
    detail: expect.stringMatching(/^TypeError: x is undefined\n +at /),
  })
})
