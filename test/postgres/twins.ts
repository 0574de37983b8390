import { expect } from 'vitest'
import { askedPlan } from '../../emulator/fleet/asked-plan.ts'
import { addKeys } from '../../emulator/fleet/default-keys.ts'
import { randomSecret } from '../../emulator/fleet/key-ring.ts'
import type { Sandbox } from '../../emulator/sandbox/sandbox.ts'
import { openSandbox } from '../../emulator/seed/open-sandbox.ts'
import type { Database } from '../../emulator/store/schema.ts'
import { setPlan } from '../../emulator/store/tenants.ts'
import type { DataSetName } from '../../src/control/data-sets.ts'
import type { StagedSandbox, WalkedSandbox } from '../walk/requests.ts'
import {
  forkSandbox,
  requestsTo,
  sharedServer,
  type TestAnswer,
  type TestSandbox,
  testStart,
  testTime,
} from '../world/sandbox.ts'
import { filledPostgres, type Postgres } from './database.ts'

/** A sandbox on PostgreSQL, as `forkSandbox` gives one on SQLite. There is one at a time. */
type PostgresSandbox = Omit<TestSandbox, 'database'> & { readonly postgres: Postgres }

/** The same sandbox twice, behind one server: what is done to one is done to the other, with the same effect. */
export interface Twins {
  readonly sqlite: Omit<TestSandbox, 'database'>
  readonly postgres: PostgresSandbox
  /** Asks both; the answers must have the same bytes, but for ids of requests. Gives that of PostgreSQL. */
  answer(ask: (sandbox: StagedSandbox) => Promise<TestAnswer>): Promise<TestAnswer>
  /** Does something to both. */
  each(work: (sandbox: StagedSandbox) => Promise<void>): Promise<void>
  /** Does something to both; what comes of it must be equal. */
  same<Result>(work: (sandbox: Sandbox) => Promise<Result>): Promise<Result>
  /** Every row of every table must be equal. */
  expectSameRows(): Promise<void>
}

/** Makes twins of a data set. */
export async function twinSandboxes(dataSet: DataSetName = 'default'): Promise<Twins> {
  const [sqlite, postgres] = [await forkSandbox(dataSet), await postgresSandbox(dataSet)]
  const [asSqlite, asPostgres] = [namesOf(sqlite), namesOf(postgres)]
  return {
    sqlite,
    postgres,
    async answer(ask) {
      const [wanted, got] = [await ask(sqlite), await ask(postgres)]
      expect(asPostgres(told(got))).toEqual(asSqlite(told(wanted)))
      return got
    },
    async each(work) {
      await work(sqlite)
      await work(postgres)
    },
    async same(work) {
      const [wanted, got] = [await work(sqlite.sandbox), await work(postgres.sandbox)]
      expect(asPostgres(got)).toEqual(asSqlite(wanted))
      return got
    },
    async expectSameRows() {
      for (const table of postgres.postgres.tables) {
        const [wanted, got] = [await rowsOf(sqlite, table), await rowsOf(postgres, table)]
        expect(asPostgres(got), table).toEqual(asSqlite(wanted))
      }
    },
  }
}

/** A sandbox on PostgreSQL; the one before is gone. */
export async function postgresSandbox(dataSet: DataSetName): Promise<PostgresSandbox> {
  const { clock, plan, seed } = testStart(dataSet)
  const postgres = await filledPostgres(dataSet, async empty => {
    await openSandbox(empty, testTime, dataSet, { clock, seed })
    await empty.write(trx => setPlan(trx, askedPlan(plan, 'plan')))
  })
  const { sandbox } = await openSandbox(postgres.store, testTime, dataSet)
  const keys = { secret: randomSecret('secret'), publishable: randomSecret('publishable') }
  const { app, keyRing } = sharedServer()
  addKeys(keyRing, sandbox, keys)
  const turned = Object.assign(sandbox.clock, { set: sandbox.clock.moveTo })
  return { sandbox, clock: turned, keys, postgres, ...requestsTo(app, sandbox, keys) }
}

/** What is compared of an answer: `date` and what the server says of itself are nobody's affair. */
function told({ status, text, headers }: TestAnswer): object {
  const { date: _, ...rest } = headers
  return { status, text, headers: rest }
}

/**
 * Ids of requests, keys of a sandbox and their hints, and the digests of the audit trail, which are made with random
 * keys, follow from the server: each is called by when it was first met.
 */
function namesOf({ keys }: Pick<TestSandbox, 'keys'>): (value: unknown) => unknown {
  const names = new Map<string, string>()
  const hints = Object.values(keys).map(key => key.slice(-4))
  const pattern = new RegExp(`req_[0-9A-Z]{26}|key_[0-9a-f]{16}|[0-9a-f]{64}|…(?:${hints.join('|')})`, 'g')
  const nameOf = (id: string) => {
    const kind = /^(?:req|key)_/.exec(id)?.[0] ?? ''
    const name = names.get(id) ?? `${kind}#${names.size}`
    names.set(id, name)
    return name
  }
  return value =>
    value === undefined ? undefined : JSON.parse(JSON.stringify(value).replaceAll(pattern, nameOf))
}

async function rowsOf({ sandbox }: WalkedSandbox, table: keyof Database): Promise<unknown[]> {
  const rows = await sandbox.store.read(trx => trx.selectFrom(table).selectAll().execute())
  return rows
    .map(row => withoutRandom(table, row))
    .map(row => JSON.stringify(Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1))))
    .toSorted()
}

/** What is drawn at random for each customer, and what follows from it or from the machine. */
function withoutRandom(table: keyof Database, row: object): object {
  if (table === 'audit_keys') return { ...row, key: '' }
  // The time of the machine: the two were asked one after the other.
  if (table === 'rate_buckets') return { ...row, saved_at: '' }
  if (table === 'request_log') return { ...row, duration_us: 0 }
  if (table !== 'audit_events') return row
  const { actor } = row as { actor: string }
  const named = { actor: actor.startsWith('key_') ? 'a key' : actor }
  return { ...row, ...named, before_digest: '', after_digest: '', previous_hash: '', hash: '' }
}
