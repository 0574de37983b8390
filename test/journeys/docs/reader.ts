import { type ChildProcess, spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runCli } from '../../commands/run-cli.ts'
import { root } from '../built-cli.ts'
import { packedFiles } from './packed-files.ts'
import { openShell, type Typed } from './shell.ts'

/** Somebody with an empty folder, in which the packed tool is installed, who types what they read. */
export interface Reader {
  readonly folder: string
  /** Where handlers of the reader's are to listen. */
  readonly handlerPort: number
  /** The sandbox that runs, once one was started. */
  baseUrl(): string
  /** What everything that was typed has written. */
  written(): string
  /** Types a line. What goes on until Ctrl-C goes on in a terminal of its own; its exit code is 0 for now. */
  type(line: string): Promise<Typed>
  close(): Promise<void>
}

/** A folder in whose node_modules the packed tool is installed; with it every line goes through npx itself. */
const installed = process.env.IDEADUNES_INSTALLED_IN

/** Packages of the documents that the project itself has. */
const packages = ['@napi-rs', 'better-sqlite3', 'typebox', 'standardwebhooks']

const endless = [/^listen(?!.*--print-secret)/, /^events tail/, /^sandbox logs .*--follow/]

/** Makes the folder, as `npm init -y` and `npm install ideadunes` do. */
export async function newReader(): Promise<Reader> {
  const folder = mkdtempSync(join(tmpdir(), 'ideadunes-reader-'))
  writeFileSync(
    join(folder, 'package.json'),
    '{ "name": "reader", "version": "1.0.0", "type": "commonjs" }\n',
  )
  install(join(folder, 'node_modules'))
  const bin = join(folder, 'node_modules/.bin/ideadunes')
  const handlerPort = await freePort()
  const env = {
    HOME: folder,
    XDG_STATE_HOME: join(folder, 'state'),
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    PORT: String(handlerPort),
    NODE: process.execPath,
    ...(installed === undefined && { npm_command: 'exec' }),
  }
  const ownNpx = installed === undefined ? fastNpx : ''
  const shell = openShell(folder, env, ownNpx)
  const terminals: Terminal[] = []
  let sandbox: Terminal | undefined
  let baseUrl = ''

  /** The words of a line as the shell makes them, behind `npx ideadunes`. */
  const wordsOf = async (line: string) => {
    const { stdout } = await shell.type(`npx() { printf '%s\\0' "$@"; }\n${line}\nunset -f npx\n${ownNpx}`)
    return stdout.split('\0').slice(1, -1)
  }
  const run = async (words: readonly string[]): Promise<Typed> => {
    const place = { cwd: folder, home: folder, platform: process.platform, env }
    const sleep = (ms: number) => new Promise<void>(done => setTimeout(done, ms))
    const context = { place, typedName: 'npx ideadunes', now: () => new Date(), sleep }
    return await runCli(words, { context })
  }
  return {
    folder,
    handlerPort,
    baseUrl: () => baseUrl,
    written: () => [shell.written(), ...terminals.map(terminal => terminal.text())].join('\n'),
    async type(line) {
      if (!isPlain(line)) return await shell.type(line)
      if (installed !== undefined && !isEndless(line)) return await shell.type(line)
      const words = await wordsOf(line)
      const command = words.join(' ')
      if (/^sandbox start(?!.*--detach)/.test(command)) {
        await sandbox?.end()
        sandbox = openTerminal(bin, words, folder, env)
        terminals.push(sandbox)
        const ready = await sandbox.until(/^Ready on (\S+)$/m)
        baseUrl = /^Ready on (\S+)$/m.exec(ready.stdout)?.[1] ?? ''
        return ready
      }
      if (!endless.some(pattern => pattern.test(command))) return await run(words)
      const terminal = openTerminal(bin, words, folder, env)
      terminals.push(terminal)
      return await terminal.until(/\n/)
    },
    async close() {
      for (const terminal of terminals.toReversed()) await terminal.end()
      await shell.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** npx starts npm first, which takes longer than the tool; what it runs is this. */
const fastNpx = 'npx() { local tool=$1; shift; "$NODE" "node_modules/.bin/$tool" "$@"; }'

/** Whether a line is one command of the tool, which needs a shell for its words only. */
function isPlain(line: string): boolean {
  const bare = line.replaceAll(/'[^']*'|"[^"]*"/g, 'x').replace(/\s#.*$/s, '')
  return /^npx ideadunes\b/.test(bare) && !/[|<>&;]|\$\(/.test(bare)
}

function isEndless(line: string): boolean {
  const command = line.replace(/^npx ideadunes /, '')
  return /^sandbox start(?!.*--detach)/.test(command) || endless.some(pattern => pattern.test(command))
}

interface Terminal {
  text(): string
  /** Waits until it has written that. Answers exit code 0 when it has, else what it ended with. */
  until(pattern: RegExp): Promise<Typed>
  /** Ctrl-C. */
  end(): Promise<void>
}

function openTerminal(
  bin: string,
  words: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Terminal {
  const child: ChildProcess = spawn(process.execPath, [bin, ...words], { cwd, env })
  const written = { stdout: '', stderr: '' }
  let wake = () => {}
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      written[name] += text
      wake()
    })
  }
  let code: number | undefined
  const ended = new Promise<void>(settle =>
    child.once('close', status => {
      code = status ?? 130
      settle()
      wake()
    }),
  )
  const text = () => written.stdout + written.stderr
  return {
    text,
    async until(pattern) {
      while (code === undefined && !pattern.test(text()))
        await new Promise<void>(resolve => {
          wake = resolve
        })
      return { ...written, code: code ?? 0 }
    },
    async end() {
      child.kill('SIGINT')
      await ended
    },
  }
}

function install(modules: string): void {
  mkdirSync(join(modules, '.bin'), { recursive: true })
  if (installed === undefined) {
    for (const file of packedFiles()) {
      mkdirSync(dirname(join(modules, 'ideadunes', file)), { recursive: true })
      cpSync(join(root, file), join(modules, 'ideadunes', file))
    }
    symlinkSync('../ideadunes/bin/run.js', join(modules, '.bin/ideadunes'))
  } else {
    const names = readdirSync(join(installed, 'node_modules')).filter(name => !name.startsWith('.'))
    for (const name of names) symlinkSync(join(installed, 'node_modules', name), join(modules, name))
    symlinkSync(join(installed, 'node_modules/.bin/ideadunes'), join(modules, '.bin/ideadunes'))
  }
  for (const name of packages)
    if (!existsSync(join(modules, name))) symlinkSync(join(root, 'node_modules', name), join(modules, name))
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}
