import { globSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { root } from './built-cli.ts'
import { type Passage, readDocument } from './docs/read-document.ts'
import { newReader, type Reader } from './docs/reader.ts'

/** Lines that are not typed here, and why. A line that stands here and nowhere else is a fault too. */
const notTyped: Readonly<Record<string, string>> = {
  'npx ideadunes login': 'asks the service',
  'npm ci && npm start': 'installs and builds the project; the journey starts what was built',
  'npm install standardwebhooks': 'asks the registry; the package is there already',
}

/** Languages of blocks that are not typed, and why. */
const notCode: Readonly<Record<string, string>> = {
  'docs/testing.md js': 'test/examples runs each of them: test/repository/testing-guide.test.ts',
  'docs/seeding.md text': 'shows an answer',
  'docs/errors.md json': 'shows an answer, generated from the contract',
  'docs/architecture.md typed': 'a picture',
  'docs/keys.md json': 'shows a file, whose values the precedence test tries',
}

/** What is to be seen behind a line: it begins with this, and what comes matches that. The exit code is 0 by default. */
const seen: Readonly<Record<string, { readonly code?: number; readonly text: RegExp }>> = {
  'npx ideadunes sandbox snapshot diff before': { text: /bk_pending_01.*pending.*confirmed/s },
  'npx ideadunes sandbox clock advance 1d12h': {
    text: /2026-04-19T05:00:00Z\tbooking.reminder\t.*2026-04-20T04:00:00Z\tbooking.reminder\t/s,
  },
  'npx ideadunes bookings list --order start_at --sandbox feature-x': { text: /(?:bk_.*\n){20}/ },
  'npx ideadunes webhooks send --type booking.created': { text: /204/ },
  'npx ideadunes events resend $EVENT': { text: /listener/ },
  'npx ideadunes webhooks test $WEBHOOK': { text: /dlv_/ },
  'npx ideadunes webhooks deliveries list $WEBHOOK --status failed': { text: /"data": \[\]/ },
  'npx ideadunes sandbox clock advance --until next': { text: /webhook/ },
  'npx ideadunes sandbox clock advance 3d': { text: /webhook/ },
  'curl -sS http://127.0.0.1:4332/v2/bookings': { code: 56, text: /reset by peer/ },
  'curl -sS -i http://127.0.0.1:4332/v2/bookings': { text: /201 Created.*x-idempotent-replayed: true/s },
  'npx ideadunes sandbox logs --path /v2/bookings': { text: /\t444\t.*connection_dropped.*\t201\t/s },
  'npx ideadunes sandbox faults list': {
    text: /commit, then drop the connection\tcreateBooking\t1 of 1, spent/,
  },
  'npx ideadunes sandbox seed --file data.yaml': { text: /cust|customers/ },
  'node example-1.mts': { text: /^confirmed\n/ },
}

const documents = ['README.md', ...globSync('docs/*.md', { cwd: root }).toSorted()]
const passages = documents.flatMap(readDocument)

let reader: Reader | undefined
let handler: Server | undefined
afterEach(async () => {
  await reader?.close()
  handler?.closeAllConnections()
  handler?.close()
  reader = undefined
  handler = undefined
})

describe('what is not typed', () => {
  test('is still in the documents', () => {
    const lines = new Set(passages.filter(({ kind }) => kind === 'typed').map(({ text }) => text))
    expect(Object.keys(notTyped).filter(line => !lines.has(line))).toEqual([])
    const kinds = new Set(passages.map(({ file, kind }) => `${file} ${kind}`))
    expect(Object.keys(notCode).filter(kind => !kinds.has(kind))).toEqual([])
    const all = [...lines, 'node example-1.mts']
    expect(Object.keys(seen).filter(start => !all.some(line => line.startsWith(start)))).toEqual([])
  })
})

const typedDocuments = documents.filter(file => toBeTyped(file).length > 0)

test('the documents that are typed are these', () => {
  expect(typedDocuments).toEqual([
    'README.md',
    'docs/compliance.md',
    'docs/faults.md',
    'docs/graphql.md',
    'docs/keys.md',
    'docs/optimisation.md',
    'docs/payments.md',
    'docs/seeding.md',
    'docs/webhooks.md',
  ])
})

test.each(typedDocuments)(
  '%s works as it is written, in an empty folder',
  { timeout: 180_000 },
  async file => {
    reader = await newReader()
    if (file === 'README.md') handler = await handlerOf(reader.handlerPort)
    const [first] = toBeTyped(file)
    if (first?.text.startsWith('npx ideadunes sandbox start') !== true)
      await type(reader, 'npx ideadunes sandbox start')
    const faults: string[] = []
    for (const passage of toBeTyped(file)) {
      const fault = await tryOut(reader, passage)
      if (fault !== undefined) faults.push(`${file}:${passage.line} ${fault}`)
    }
    expect(faults).toEqual([])
    if (file !== 'docs/webhooks.md') return
    // The handler took the sample, the customer once however often it came, and later what was lost at first.
    expect(reader.written().match(/^(booking|customer)\.\w+(?= )/gm)).toEqual([
      'booking.confirmed',
      'customer.created',
      'customer.created',
    ])
  },
)

function toBeTyped(file: string): readonly Passage[] {
  return readDocument(file).filter(
    ({ kind, text }) => !Object.hasOwn(notCode, `${file} ${kind}`) && !Object.hasOwn(notTyped, text),
  )
}

/** What is wrong with what came; undefined if nothing is. */
async function tryOut(own: Reader, passage: Passage): Promise<string | undefined> {
  if (passage.kind === 'typed') return await type(own, passage.text)
  const text = here(own, passage.text)
  if (passage.name !== '') {
    writeFileSync(join(own.folder, passage.name), text)
    return undefined
  }
  if (passage.kind !== 'ts') return `is a block of ${passage.kind} that nobody tries out`
  examples += 1
  writeFileSync(join(own.folder, `example-${examples}.mts`), text)
  return await type(own, `node example-${examples}.mts`)
}

let examples = 0

async function type(own: Reader, line: string): Promise<string | undefined> {
  const { code, stdout, stderr } = await own.type(here(own, line))
  // Whoever types it looks whether it has started.
  if (/&\s*$/.test(line)) await until(() => answers(own.handlerPort))
  const expected = Object.entries(seen).find(([start]) => line.startsWith(start))?.[1]
  const isRefused = isTakenTwice(line)
  const wanted = expected?.code ?? (isRefused ? 3 : 0)
  if (code === wanted && (expected?.text ?? (isRefused ? /Free instead/ : /^/)).test(stdout + stderr))
    return undefined
  return `${line}\n  exit code ${code}\n${stdout}${stderr}`
}

/** Times that were typed; README types one twice, to see it refused. */
const taken = new Set<string>()
function isTakenTwice(line: string): boolean {
  const [, start = ''] =
    /^npx ideadunes bookings create.*--resource-id res_dr_niket --start-at (\S+)/s.exec(line) ?? []
  const isTwice = taken.has(start)
  if (start !== '') taken.add(start)
  return isTwice
}

/** The ports of this machine in the place of the usual ones. */
function here(own: Reader, text: string): string {
  return text
    .replaceAll('http://127.0.0.1:4332', own.baseUrl())
    .replaceAll('localhost:3000', `localhost:${own.handlerPort}`)
    .replaceAll('3000/webhooks', `${own.handlerPort}/webhooks`)
}

/** The app that README's reader has, as far as it matters. */
async function handlerOf(port: number): Promise<Server> {
  const server = createServer((_, response) => response.writeHead(204).end())
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  return server
}

async function answers(port: number): Promise<boolean> {
  try {
    await fetch(`http://localhost:${port}/`)
    return true
  } catch {
    return false
  }
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise(done => setTimeout(done, 20))
}
