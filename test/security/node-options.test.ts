import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { spawnDetached } from '../../commands/main/spawn-detached.ts'
import { temporaryFolder } from '../commands/run-cli.ts'
import { controlledSandbox, token } from '../control/controlled-sandbox.ts'
import { findOldNode, root, runFile, start } from '../journeys/built-cli.ts'

interface Manifest {
  readonly commands: Readonly<Record<string, { readonly flags: Readonly<Record<string, object>> }>>
}

/** Node looks for these in all words of its command line, also behind the script (Node 20.6 to 26). */
const takenAnywhere = [
  '--env-file',
  '--env-file-if-exists',
  '--experimental-config-file',
  '--experimental-default-config-file',
]

/** Called like options of Node, which takes them before the script only; each is typed below. */
const harmless = { '--help': 'Usage', '--print': 'No local sandbox is running' }

const oldNode = findOldNode()

/** Options of this Node, with the text of its help for those that NODE_OPTIONS may not hold. */
function nodeOptions(): Set<string> {
  // Coloured where FORCE_COLOR is set.
  const help = stripVTControlCharacters(execFileSync(process.execPath, ['--help'], { encoding: 'utf8' }))
  const listed = [...help.matchAll(/(?<=^\s+|, )-{1,2}[A-Za-z][\w-]*/gm)].map(([name]) => name)
  const names = [...process.allowedNodeEnvironmentFlags, ...listed].map(name => name.replace(/=.*$/s, ''))
  return new Set([...names, ...takenAnywhere])
}

function ownFlags(): string[] {
  const { commands } = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8')) as Manifest
  return [...new Set(Object.values(commands).flatMap(({ flags }) => Object.keys(flags)))]
}

test('no flag is called like an option of Node, but for those that are known to be harmless', () => {
  const options = nodeOptions()
  expect([...options]).toEqual(expect.arrayContaining(['--env-file', '--require', '--eval', '-r', '--run']))
  const own = ownFlags()
  expect(own.length).toBeGreaterThan(100)
  const taken = own.filter(name => ['', 'no-'].some(no => options.has(`--${no}${name}`)))
  expect(taken.map(name => `--${name}`).sort()).toEqual(Object.keys(harmless))
})

/** Runs the built command line in a folder, with nothing of this machine around it. */
function run(
  argv: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
  node = process.execPath,
) {
  const script = `cd "$FOLDER" && exec "$NODE" "$RUN" "$@"`
  const places = { FOLDER: cwd, NODE: node, RUN: runFile, XDG_STATE_HOME: join(cwd, 'state') }
  return start('bash', ['-c', script, 'bash', ...argv], { ...places, ...env }).ended
}

test('what is called alike is ours when it is typed behind a command, in its short form too', async () => {
  using folder = temporaryFolder()
  const runs = await Promise.all([
    run(['sandbox', 'open', '--help'], folder.path),
    run(['sandbox', 'open', '--print'], folder.path),
    run(['sandbox', 'open', '-h'], folder.path),
    run(['-v'], folder.path),
  ])
  expect(runs).toMatchObject([
    { code: 0, stdout: expect.stringContaining('--print') },
    { code: 5, stderr: expect.stringContaining(harmless['--print']) },
    { code: 0, stdout: expect.stringContaining('--print') },
    { code: 0, stdout: expect.stringMatching(/^ideadunes\//) },
  ])
})

describe("README's first webhook command", () => {
  const [, words = ''] =
    /^npx ideadunes (listen --print-secret .*?) +#/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []

  test('makes the file in an empty folder, and runs nothing that a file brings along', async () => {
    const sandbox = await controlledSandbox()
    await sandbox.app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = sandbox.app.server.address() as AddressInfo
    const env = { IDEADUNES_BASE_URL: `http://127.0.0.1:${port}`, IDEADUNES_CONTROL_TOKEN: token }
    using folder = temporaryFolder()
    const [empty, hostile] = [join(folder.path, 'empty'), join(folder.path, 'hostile')]
    mkdirSync(empty)
    mkdirSync(hostile)
    const brought = 'NODE_OPTIONS=--require=./x.cjs\n'
    writeFileSync(join(hostile, '.env.local'), brought)
    writeFileSync(join(hostile, 'x.cjs'), `require('node:fs').writeFileSync('ran', '')`)
    const argv = words.split(' ')
    expect(argv.at(-1)).toBe('.env.local')
    const runs = await Promise.all([run(argv, empty, env), run(argv, hostile, env)])
    await sandbox.close()
    for (const { code, stderr } of runs)
      expect([code, stderr]).toEqual([0, expect.stringMatching(/\.env\.local/)])
    const [{ stdout: secret }] = runs
    expect(readFileSync(join(empty, '.env.local'), 'utf8')).toBe(`IDEADUNES_WEBHOOK_SECRET=${secret}`)
    expect(readFileSync(join(hostile, '.env.local'), 'utf8')).toBe(
      `${brought}IDEADUNES_WEBHOOK_SECRET=${secret}`,
    )
    expect(existsSync(join(hostile, 'ran'))).toBe(false)
  })
})

describe('a process that is started again', () => {
  const words = ['bookings', '--env-file', 'x', '--experimental-config-file', '-r', '=a', '=-b', '']

  test('gets no word that Node could take for an option of its own', async () => {
    using folder = temporaryFolder()
    const script = join(folder.path, 'echo.cjs')
    writeFileSync(script, 'process.send({ kind: "ready", words: process.argv.slice(2) })')
    const child = spawnDetached(process.execPath, script, { argv: words, output: null, log: null })
    const word = await child.firstWord
    child.release()
    expect(word).toMatchObject({
      kind: 'ready',
      words: ['bookings', '=--env-file', 'x', '=--experimental-config-file', '=-r', '==a', '==-b', ''],
    })
  })

  test.skipIf(oldNode === undefined)(
    'by an old Node reads its words as they were typed (skipped: no Node < 22 here)',
    async () => {
      using folder = temporaryFolder()
      const argv = ['bookings', 'list', '--experimental-config-file']
      const { code, stderr } = await run(argv, folder.path, {}, oldNode)
      expect([code, stderr]).toEqual([2, expect.stringContaining('has no flag --experimental-config-file')])
    },
  )
})
