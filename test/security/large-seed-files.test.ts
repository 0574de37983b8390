import { afterEach, describe, expect, test } from 'vitest'
import { readSeedText } from '../../emulator/seed/file/read-seed-text.ts'
import { readSeedFile } from '../../emulator/seed/file/seed-file.ts'
import { createValidators } from '../../emulator/validation/validation.ts'
import { type SnapshotWorld, snapshotWorld } from '../fleet/snapshots/snapshot-world.ts'

const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n')

/** Files of so many parts, by what could take the square of their number. */
const files: Readonly<Record<string, (count: number) => string>> = {
  'merges of one map': n => `x-a: &x {phone: "1"}\ncustomers:\n${lines(n, i => `  - {<<: *x, name: c${i}}`)}`,
  'aliases of one value': n => `x-a: &x n\ncustomers:\n${lines(n, () => '  - {name: *x}')}`,
  'an anchor for each alias': n => `customers:\n${lines(n, i => `  - {name: &a${i} c, notes: *a${i}}`)}`,
  'unknown aliases': n => `customers:\n${lines(n, i => `  - *u${i}`)}`,
  'merges of what is no map': n => `customers:\n${lines(n, () => '  - {<<: 5}')}`,
  'names of one map': n => `x-a:\n${lines(n, i => `  k${i}: 1`)}`,
  'names of one map that occur twice': n => `x-a:\n${lines(n, i => `  k${i % 100}: 1`)}`,
  'names of one map in one line': n => `x-a: {${lines(n, i => `k${i}: 1,`).replaceAll('\n', '')}}`,
  'lists that are never closed': n => `x-a:\n${lines(n, () => '  - [')}`,
  'unknown tags': n => `x-a:\n${lines(n, () => '  - !x 1')}`,
  'documents in one file': n => lines(n, () => '---\n{}'),
  comments: n => `${lines(n, () => '# c')}\ncustomers: []`,
  'empty lines': n => `customers:\n${lines(n, () => '')}\n  - name: a`,
  'one line': n => `x-a: [${'a, '.repeat(n)}]`,
  'a text of many lines': n => `x-a: |\n${lines(n, () => '  line')}`,
  'a folded text of many lines': n => `x-a: >-\n${lines(n, () => '  line\n')}`,
  'a quoted text of many lines': n => `x-a: "${lines(n, () => '  line\\')}"`,
  'unknown fields': n => `customers:\n  - {name: a, ${lines(n, i => `k${i}: 1,`).replaceAll('\n', '')}}`,
  'JSON whose names occur twice': n => `{"x-a":[\n${lines(n, () => '{"a":1,"a":1},')}\n1]}`,
  'JSON of one line': n => `{"x-a":{${lines(n, i => `"k${i}":1,`).replaceAll('\n', '')}"z":1}}`,
  'JSON of escapes': n => `{"x-a":"${'\\\\'.repeat(n)}"}`,
  'JSON that is broken at its end': n => `{"x-a":[${'1,'.repeat(n)}`,
}

describe('four times as much takes about four times as long', () => {
  /** Time of the processor, with that of other threads: other work on the machine does not count. */
  async function costOf(work: () => Promise<unknown>): Promise<number> {
    const before = process.cpuUsage()
    await work().catch(() => undefined)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }
  const validatorOf = createValidators()
  /** Of linear work 4, of quadratic 16; below half a second of processor time nothing is said. */
  const growthOf = async (work: (count: number) => Promise<unknown>, count: number) => {
    await costOf(() => work(100))
    const [one, four] = [await costOf(() => work(count)), await costOf(() => work(4 * count))]
    return four < 500 ? 0 : four / one
  }

  test.each(Object.entries(files))('%s', async (_, file) => {
    expect(await growthOf(count => readSeedFile(file(count), validatorOf), 5_000)).toBeLessThan(10)
  })

  test.each([
    ['YAML', (count: number) => `x-a: &a {p: 1}\ncustomers:\n${lines(count, () => '  - {<<: *a, name: 5}')}`],
    ['JSON', (count: number) => `{"customers":[\n${lines(count, () => '{"name":5,"p":1},')}\n{}]}`],
  ])('finding the lines of faults in %s', async (_, file) => {
    const growth = await growthOf(async count => {
      const { locate } = await readSeedText(file(count))
      const pointers = Array.from({ length: count }, (__, i) => `/customers/${i}/p`)
      const places = await locate(pointers)
      expect(places.size).toBe(count)
    }, 5_000)
    expect(growth).toBeLessThan(10)
  })
})

describe('while a file is seeded', () => {
  let world: SnapshotWorld
  afterEach(async () => {
    await world.close()
    expect(world.bugs).toEqual([])
  })

  test.each([
    ['YAML', (id: string) => `  - {id: ${id}, name: N}`, 'customers:\n', ''],
    ['JSON', (id: string) => `{"id": "${id}", "name": "N"},`, '{"customers": [', '{"name": "N"}]}'],
  ])('of %s, others are answered', async (_, item, head, tail) => {
    world = await snapshotWorld('a folder')
    const text = `${head}${lines(3_000, i => item(`cust_n${i}`))}${tail}`
    let isSeeded = false
    const seeded = world
      .control('POST', '/seed', { rawBody: text, headers: { 'content-type': 'application/yaml' } })
      .finally(() => {
        isSeeded = true
      })
    let answered = 0
    for (; !isSeeded; answered += 1) {
      // Requests that are injected follow each other without a turn for anybody else.
      await new Promise(resolve => setImmediate(resolve))
      const { status } = await world.send('GET', '/v2/customers/cust_priya_01')
      expect([200, 429]).toContain(status)
    }
    expect((await seeded).status).toBe(200)
    // Each gets its turn every ten milliseconds, and to write so many takes many times as long.
    expect(answered).toBeGreaterThan(10)
  })

  test('an item of more values than an object has is refused before they are looked at', async () => {
    world = await snapshotWorld(':memory:')
    const item = `{"name": "N", "metadata": {${lines(30_000, i => `"k${i}": 1,`)} "z": 1}}`
    const { status, json } = await world.control('POST', '/seed', {
      rawBody: `{"customers": [${item}]}`,
      headers: { 'content-type': 'application/yaml' },
    })
    expect([status, json.error.details.fields]).toMatchObject([
      422,
      [{ path: '/customers/0', code: 'too_large', line: 1 }],
    ])
  })
})
