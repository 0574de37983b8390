import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { checkDatabaseFile } from '../sandbox/emulator.ts'
import { type Check, failed, ok, warning } from './check.ts'
import { codeOf } from './machine.ts'

const advice =
  'Restore a snapshot, or move the folder away and start anew: `ideadunes sandbox snapshot import` takes in what was exported.'

/**
 * The database of a sandbox: its size, its header, and where none runs SQLite's quick check of all its pages. A running one
 * looks after its own.
 */
export async function checkDatabase(file: string, isRunning: boolean): Promise<Check> {
  if (!existsSync(file)) return ok('database', 'none yet')
  try {
    const { size } = statSync(file)
    if (size === 0) return ok('database', `${file}, empty`)
    const fault = headerFaultOf(file, size)
    if (fault !== undefined) return failed('database', `${file} ${fault}`, advice)
    const facts = `${file}, ${Math.ceil(size / 1024)} kB`
    if (isRunning) return ok('database', `${facts}, open in the sandbox that runs`)
    const found = await checkDatabaseFile(file)
    if (found === null)
      return warning(
        'database',
        `${facts}, too large to be checked here`,
        'The sandbox tells of a fault when it meets it.',
      )
    if (found !== undefined) return failed('database', `${file} is damaged: ${found}`, advice)
    return ok('database', `${facts}, and its pages are sound`)
  } catch (error) {
    return failed(
      'database',
      `${file} cannot be read (${codeOf(error)})`,
      'Give yourself the right to read it.',
    )
  }
}

function headerFaultOf(file: string, size: number): string | undefined {
  const header = Buffer.alloc(100)
  const open = openSync(file, 'r')
  readSync(open, header, 0, 100, 0)
  closeSync(open)
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') return 'is no SQLite database'
  const written = header.readUInt16BE(16)
  const pageBytes = written === 1 ? 65_536 : written
  return size % pageBytes === 0 ? undefined : `is cut off: ${size} bytes are no whole pages`
}
