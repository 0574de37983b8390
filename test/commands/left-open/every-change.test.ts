import { writeFileSync } from 'node:fs'
import { request as ask, createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandIds, commandOf } from '../../../commands/main/catalogue.ts'
import { buildCommandIndex } from '../../../src/contract/commands/command-index.ts'
import { operations } from '../../../src/contract/index.ts'
import { registerSandbox } from '../../../src/profiles/running-sandboxes.ts'
import { type RegisteredSandbox, registeredSandbox } from '../registered-sandbox.ts'
import { runCli } from '../run-cli.ts'

/**
 * Every command before a sandbox that takes a change and never answers, and at that moment Ctrl-C: whatever it is, people are
 * told that the change may have been made, and how to look.
 */
const contract = { index: () => buildCommandIndex(operations) }
const index = contract.index()
/** `events tail` and the like run until they are stopped. */
const ids = commandIds(contract).filter(id => id !== 'events:tail' && index[id]?.method !== 'GET')

let sandbox: RegisteredSandbox
let silent: Server
let onChange: (what: string) => void
let env: Readonly<Record<string, string>>

beforeAll(async () => {
  sandbox = await registeredSandbox()
  await sandbox.run('sandbox snapshot save before')
  const { port } = new URL(sandbox.served.baseUrl)
  silent = createServer((incoming, outgoing) => {
    if (incoming.method !== 'GET' && incoming.url !== '/_sandbox/keys/session') {
      incoming.resume()
      return onChange(`${incoming.method} ${incoming.url}`)
    }
    const { method, url: path, headers } = incoming
    const onward = ask({ host: '127.0.0.1', port, method, path, headers }, answer => {
      outgoing.writeHead(answer.statusCode ?? 0, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>(done => silent.listen(0, '127.0.0.1', done))
  const state = join(sandbox.folder, 'silent')
  env = { XDG_STATE_HOME: state }
  registerSandbox(join(state, 'ideadunes', 'running'), {
    pid: process.pid,
    base_url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    project: null,
    data: ':memory:',
    secret_key: sandbox.served.keys.secret,
    control_token: sandbox.served.controlToken,
    tenant: sandbox.served.tenant,
    started_at: '2026-04-15T09:00:00.000Z',
  })
})
afterAll(async () => {
  silent.closeAllConnections()
  await new Promise(done => silent.close(done))
  await sandbox[Symbol.asyncDispose]()
})

const at = '2026-04-20T05:00:00Z'

/** Words that commands need to come to their change, as far as they are not made up. */
function needed(id: string): readonly string[] | undefined {
  const known: Readonly<Record<string, readonly string[]>> = {
    api: ['POST', '/v2/bookings', '-f', 'a=b'],
    'events:resend': ['evt_x'],
    graphql: ['mutation { createCustomer(input: { name: "Ada" }) { id } }'],
    'sandbox:clock:advance': ['1d'],
    'sandbox:clock:set': [at],
    'sandbox:faults:add': ['cut'],
    'sandbox:seed': ['clinic', '--yes'],
    'sandbox:snapshot:import': [snapshotFile()],
    'sandbox:snapshot:restore': ['before', '--yes'],
    'sandbox:tenants:set-plan': ['tnt_clinic', '1/2/3'],
  }
  return known[id]
}

function snapshotFile(): string {
  const file = join(sandbox.folder, 'a.db')
  writeFileSync(file, `SQLite format 3\0${' '.repeat(100)}`)
  return file
}

async function argvOf(id: string): Promise<readonly string[]> {
  const words = [...id.split(':'), ...(needed(id) ?? [])]
  const command = await commandOf(id, contract)
  if (needed(id) !== undefined || command === undefined) return words
  const args = command.args.filter(({ optional }) => optional !== true).map(() => 'x_1')
  const flags = Object.entries(command.flags).flatMap(([name, { kind, required, options }]) => {
    if (name === 'yes') return ['--yes']
    if (required !== true) return []
    return [`--${name}`, options?.[0] ?? { integer: '1', number: '1', json: '[]' }[kind as string] ?? at]
  })
  return [...words, ...args, ...flags]
}

/** Runs a command until it sends a change; answers that, or undefined where it sent none. */
async function interruptedAtItsChange(argv: readonly string[]) {
  const stop = new AbortController()
  let change: string | undefined
  onChange = what => {
    change = what
    stop.abort('SIGINT')
  }
  const timer = setTimeout(() => stop.abort('SIGTERM'), 20_000)
  const context = {
    signal: stop.signal,
    interrupted: stop.signal,
    serveSandbox: async () => Promise.reject(new Error('no sandbox is started here')),
  }
  const { code, stderr } = await runCli(argv, { env, context })
  clearTimeout(timer)
  return { change, code, stderr }
}

/** Commands that are no operation, and change something of a sandbox or of the API. */
const changing = [
  ...['stop', 'reset', 'seed', 'fork', 'discard', 'tenants:create', 'tenants:set-plan'],
  ...['keys:create', 'keys:revoke', 'faults:add', 'faults:remove', 'faults:clear'],
  ...['snapshot:save', 'snapshot:restore', 'snapshot:delete'],
  ...['snapshot:import', 'clock:freeze', 'clock:set', 'clock:advance', 'clock:resume'],
].map(id => `sandbox:${id}`)

describe('a change without an answer', () => {
  const seen: string[] = []

  test.each(ids)('of %s', async id => {
    const { change, code, stderr } = await interruptedAtItsChange(await argvOf(id))
    if (change === undefined) return
    seen.push(id)
    expect([code, stderr]).toEqual([
      130,
      expect.stringMatching(
        /^Interrupted; the change may have been made all the same\.\n.*(To look: `ideadunes [a-z].*`|shows in its terminal whether it came)\.\n$/m,
      ),
    ])
  })

  test('was seen of all commands that are known to make one', () => {
    const written = seen.filter(id => index[id] === undefined)
    expect(written.toSorted()).toEqual([...changing, 'api', 'events:resend', 'graphql'].toSorted())
    expect(seen).toEqual(expect.arrayContaining(['bookings:create', 'customers:delete']))
  })
})
