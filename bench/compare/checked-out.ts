import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type Program, thisProgram } from '../sandbox/start.ts'

/** A commit with its build, in a worktree that is removed at the end of the block. */
export interface CheckedOut extends Program, Disposable {
  /** The commit, short. */
  readonly name: string
}

/** Checks a commit out below a folder and builds it, with the packages of this clone where it wants the same ones. */
export function checkedOut(commit: string, below: string): CheckedOut {
  const name = git('rev-parse', '--short', `${commit}^{commit}`)
  const root = join(below, `${name}-${readdirSync(below).length}`)
  git('worktree', 'add', '--quiet', '--detach', root, name)
  const program = { name, root, [Symbol.dispose]: () => void git('worktree', 'remove', '--force', root) }
  try {
    if (lockOf(root) === lockOf(thisProgram.root)) linkPackages(root)
    else run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], root)
    run(process.execPath, ['bin/build.ts'], root)
    return program
  } catch (error) {
    program[Symbol.dispose]()
    throw error
  }
}

/** Each by itself, for a build keeps its draft beside them. */
function linkPackages(root: string): void {
  const [from, to] = [join(thisProgram.root, 'node_modules'), join(root, 'node_modules')]
  mkdirSync(to)
  for (const entry of readdirSync(from)) {
    if (entry !== '.cache') symlinkSync(join(from, entry), join(to, entry), 'junction')
  }
}

function lockOf(root: string): string {
  return readFileSync(join(root, 'package-lock.json'), 'utf8')
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: thisProgram.root, encoding: 'utf8' }).trim()
}

function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
}
