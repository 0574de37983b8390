import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { idsInTransaction, lastDrawn } from '../../emulator/store/ids.ts'
import type { Trx } from '../../emulator/store/schema.ts'
import { findService, saveService } from '../../emulator/store/services.ts'
import { remembered } from '../../emulator/store/session.ts'
import { openMemoryStore } from '../../emulator/store/sqlite/open.ts'
import type { SqliteStore } from '../../emulator/store/sqlite/sqlite-store.ts'
import { inSavepoint } from '../../emulator/store/store.ts'
import { forkSandbox } from '../world/sandbox.ts'

const opened: SqliteStore[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

async function emptyStore(): Promise<SqliteStore> {
  const store = await openMemoryStore()
  opened.push(store)
  return store
}

const draw = (trx: Trx, prefix: string) => idsInTransaction(trx, 'seed', 0).draw(prefix)
const undone = new Error('undone')

describe('streams of ids', () => {
  test('go back with a savepoint, with a member of a group, and with a transaction', async () => {
    const store = await emptyStore()
    const numbers = await store.write(async trx => {
      const first = (await draw(trx, 'bk')).number
      await inSavepoint(trx, async () => {
        expect((await draw(trx, 'bk')).number).toBe(first + 1)
        throw undone
      }).catch(() => undefined)
      return [first, (await draw(trx, 'bk')).number]
    })
    expect(numbers).toEqual([1, 2])
    const [, failed, third] = await Promise.allSettled([
      store.write(trx => draw(trx, 'evt')),
      store.write(async trx => {
        await draw(trx, 'bk')
        throw undone
      }),
      store.write(trx => draw(trx, 'bk')),
    ])
    expect([failed?.status, third]).toMatchObject(['rejected', { value: { number: 3 } }])
    await store
      .writeAlone(async trx => {
        await draw(trx, 'bk')
        throw undone
      })
      .catch(() => undefined)
    expect((await store.write(trx => draw(trx, 'bk'))).number).toBe(4)
  })

  test('are in the database after each commit', async () => {
    const store = await emptyStore()
    await Promise.all(Array.from({ length: 10 }, () => store.write(trx => draw(trx, 'bk'))))
    const copy = await openMemoryStore(await store.serialize())
    opened.push(copy)
    expect(await copy.read(trx => lastDrawn(trx, 'bk'))).toBe(10)
    expect((await copy.write(trx => draw(trx, 'bk'))).id).toBe((await store.write(trx => draw(trx, 'bk'))).id)
  })

  test('begin anew when their rows are deleted, and go on when that is undone', async () => {
    const store = await emptyStore()
    await store.write(trx => draw(trx, 'bk'))
    await store
      .write(async trx => {
        await trx.deleteFrom('id_streams').execute()
        expect((await draw(trx, 'bk')).number).toBe(1)
        throw undone
      })
      .catch(() => undefined)
    expect((await store.write(trx => draw(trx, 'bk'))).number).toBe(2)
    await store.write(async trx => void (await trx.deleteFrom('id_streams').execute()))
    expect((await store.write(trx => draw(trx, 'bk'))).number).toBe(1)
  })

  test('whatever is undone, they agree with a model', async () => {
    const step = fc.record({
      prefix: fc.constantFrom('a', 'b'),
      draws: fc.integer({ min: 0, max: 3 }),
      inner: fc.integer({ min: 0, max: 2 }),
      innerFails: fc.boolean(),
      fails: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
        async groups => {
          const store = await emptyStore()
          const model: Record<string, number> = { a: 0, b: 0 }
          for (const group of groups) {
            const wanted = group.map(({ prefix, draws, inner, innerFails, fails }) => {
              const kept = draws + (innerFails ? 0 : inner)
              const before = model[prefix] ?? 0
              if (!fails) model[prefix] = before + kept
              return fails ? null : before + kept
            })
            const seen = await Promise.allSettled(
              group.map(({ prefix, draws, inner, innerFails, fails }) =>
                store.write(async trx => {
                  for (let i = 0; i < draws; i++) await draw(trx, prefix)
                  await inSavepoint(trx, async () => {
                    for (let i = 0; i < inner; i++) await draw(trx, prefix)
                    if (innerFails) throw undone
                  }).catch(() => undefined)
                  if (fails) throw undone
                  return await lastDrawn(trx, prefix)
                }),
              ),
            )
            expect(seen.map(one => (one.status === 'fulfilled' ? one.value : null))).toEqual(wanted)
          }
          for (const prefix of ['a', 'b']) {
            const row = await store.read(trx =>
              trx.selectFrom('id_streams').select('drawn').where('prefix', '=', prefix).executeTakeFirst(),
            )
            expect(row?.drawn ?? 0).toBe(model[prefix])
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('remembered rows', () => {
  test('are read once, and anew after a write of their table', async () => {
    const store = await emptyStore()
    let reads = 0
    const value = (trx: Trx) =>
      remembered(trx, 'skills', 'x', async () => {
        reads += 1
        return reads
      })
    expect([await store.write(value), await store.write(value)]).toEqual([1, 1])
    await store.write(async trx => void (await trx.deleteFrom('locations').execute()))
    expect(await store.write(value)).toBe(1)
    await store.write(async trx => void (await trx.deleteFrom('skills').execute()))
    expect([await store.write(value), await store.write(value)]).toEqual([2, 2])
  })

  test('are those of the transaction for whoever wrote them, and of before when it is undone', async () => {
    const { sandbox } = await forkSandbox()
    const { store } = sandbox
    const nameOf = async (trx: Trx) => (await findService(trx, 'tnt_clinic', 'svc_consult_30'))?.name
    const before = await store.write(nameOf)
    const rename = async (trx: Trx, name: string) => {
      const row = await findService(trx, 'tnt_clinic', 'svc_consult_30')
      if (row === undefined) throw new Error('There is no service.')
      await saveService(trx, { ...row, name })
      return await nameOf(trx)
    }
    const ended = await Promise.allSettled([
      store.write(async trx => {
        expect(await rename(trx, 'lost')).toBe('lost')
        throw undone
      }),
      store.write(nameOf),
      store.write(trx => rename(trx, 'kept')),
      store.write(nameOf),
    ])
    expect(ended.map(one => (one.status === 'fulfilled' ? one.value : null))).toEqual([
      null,
      before,
      'kept',
      'kept',
    ])
    expect(await store.write(nameOf)).toBe('kept')
  })
})
