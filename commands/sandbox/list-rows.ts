import type { ClockView } from '../../src/control/sandbox-control.ts'
import type { ListedSandbox } from './listed-sandbox.ts'

/** What people see, with what matters most at the left: columns that do not fit are left out. */
const shown = ['', 'address', 'pid', 'since', 'clock', 'project', 'data'] as const

/** What a script reads: the same facts in every line, each in a column of its own. */
const piped = [
  'mark',
  'base_url',
  'sandbox',
  'name',
  'pid',
  'since',
  'clock',
  'project',
  'data',
  'expires_at',
  'error',
] as const

type Row = Readonly<Record<string, string | number | null>>

/** The columns of the list. */
export function listColumns(forPeople: boolean): readonly string[] {
  return forPeople ? shown : piped
}

/** One row for each sandbox, and behind it one for each of its forks. */
export function listRows(listed: readonly ListedSandbox[], forPeople: boolean): readonly Row[] {
  return listed.flatMap(sandbox => [
    forPeople ? shownRow(sandbox) : pipedRow(sandbox),
    ...sandbox.forks.map(fork => {
      const expires = fork.expires_at === null ? '' : `, until ${fork.expires_at}`
      return forPeople
        ? {
            address: `  fork ${fork.name ?? fork.id}`,
            since: fork.created_at,
            data: `${dataText(fork.data)}${expires}`,
          }
        : {
            ...pipedRow(sandbox),
            sandbox: fork.id,
            name: fork.name,
            since: fork.created_at,
            // A fork has a clock of its own, which nobody asked for.
            clock: null,
            data: fork.data,
            expires_at: fork.expires_at,
          }
    }),
  ])
}

function shownRow({ own, base_url, pid, started_at, clock, project, data, error }: ListedSandbox): Row {
  return {
    '': own ? '*' : '',
    address: base_url,
    pid,
    since: toSeconds(started_at),
    clock: error === null ? clockText(clock) : 'does not answer',
    project: project ?? 'none',
    data: dataText(data),
  }
}

function pipedRow({ own, base_url, pid, started_at, clock, project, data, error }: ListedSandbox): Row {
  return {
    mark: own ? '*' : '',
    base_url,
    sandbox: 'main',
    name: null,
    pid,
    since: toSeconds(started_at),
    clock: clockText(clock),
    project,
    data,
    expires_at: null,
    error: error?.code ?? null,
  }
}

function clockText(clock: ClockView | null): string {
  if (clock === null) return ''
  return clock.mode === 'real' ? 'real' : `${clock.mode} ${clock.now}`
}

function dataText(data: string): string {
  return data === ':memory:' ? 'in memory' : data
}

function toSeconds(instant: string): string {
  return instant.replace(/\.\d+Z$/, 'Z')
}
