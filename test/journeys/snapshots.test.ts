import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makePlace, type Place, type RunningSandbox, startSandboxIn } from './running-sandbox.ts'

let place: Place
beforeEach(() => {
  place = makePlace()
})
afterEach(() => place.remove())

const run = (line: string) => place.run(...line.split(' '))
const json = async (line: string) => JSON.parse((await run(`${line} --json`)).stdout)

/** The control API of a sandbox, with the token that it wrote down. */
function controlOf({ baseUrl, started }: RunningSandbox) {
  const entry = join(place.folder, 'state', 'ideadunes', 'running', `${started.child.pid}.json`)
  const { control_token, secret_key } = JSON.parse(readFileSync(entry, 'utf8'))
  const send = async (token: string, method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return JSON.parse(await answer.text())
  }
  return {
    control: (method: string, path: string, body?: unknown) =>
      send(control_token, method, `/_sandbox/${path}`, body),
    api: (method: string, path: string, body?: unknown) => send(secret_key, method, `/v2/${path}`, body),
  }
}

test('whenever it is killed while it saves, the snapshot of before or the new one is there', async () => {
  const [folder, names] = [join(place.folder, 'data', 'snapshots'), ['Zoe', 'Ada', 'Bo', 'Cy']]
  let sandbox = await startSandboxIn(place)
  let { control, api } = controlOf(sandbox)
  await control('POST', 'snapshots', { name: 'base', force: true })
  for (const [round, name] of names.slice(0, 3).entries()) {
    const before = await api('GET', 'customers')
    const { id } = await api('POST', 'customers', { name })
    const answered = Promise.withResolvers<void>()
    let answers = 0
    const saves = Array.from({ length: 12 }, async () => {
      await control('POST', 'snapshots', { name: 'base', force: true })
      answers += 1
      // Each time later in the row of them; the others are waiting, or in the middle.
      if (answers > round) answered.resolve()
    })
    const settled = Promise.allSettled(saves)
    await answered.promise
    await sandbox.stop('SIGKILL')
    await settled
    sandbox = await startSandboxIn(place)
    ;({ control, api } = controlOf(sandbox))
    expect(readdirSync(folder)).toEqual(['base.db'])
    const { data } = await control('GET', 'snapshots')
    expect(data).toMatchObject([{ name: 'base', problem: null, size_bytes: expect.any(Number) }])
    const { snapshot } = await control('POST', 'snapshots/base/restore')
    expect(snapshot).toEqual(data[0])
    const after = await api('GET', 'customers')
    // The save that was answered is there, whatever became of those behind it.
    expect(after.data.map((customer: { id: string }) => customer.id)).toEqual([
      id,
      ...before.data.map((customer: { id: string }) => customer.id),
    ])
  }
  await sandbox.stop('SIGTERM')
})

test('from a saved state to a file, a diff, and back', async () => {
  const sandbox = await startSandboxIn(place)
  expect((await run('sandbox snapshot save base')).code).toBe(0)
  const { id } = await json('customers create --name Zoe')
  const diff = await run('sandbox snapshot diff base --exit-code')
  expect([diff.code, diff.stdout.split('\n')[0]]).toEqual([7, `added\tcustomer\t${id}\t\t\tZoe`])
  const file = join(place.folder, 'base.db')
  expect((await run(`sandbox snapshot export base ${file}`)).code).toBe(0)
  expect(existsSync(file)).toBe(true)
  expect(await json(`sandbox snapshot import ${file} --name copy`)).toMatchObject({ name: 'copy' })
  expect((await run('sandbox snapshot restore copy --yes')).code).toBe(0)
  expect((await run(`customers get ${id}`)).code).toBe(3)
  await sandbox.stop('SIGTERM')
})
