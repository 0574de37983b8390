import { exitCodes, type FailureKind } from '../../src/failure/failure.ts'
import { paintFor } from '../../src/output/paint.ts'
import type { Context } from '../kernel/context.ts'
import { columns, helpWidth } from '../kernel/help-layout.ts'
import { commandIds, commandOf } from './catalogue.ts'
import type { HelpTopicName } from './help-topic-names.ts'

const kinds = {
  bug: 'A bug of ours; DEBUG=ideadunes shows where. Of doctor: a check failed',
  usage: 'The command line is wrong, or a file or port is in the way',
  api: 'The API refused the request',
  auth: 'The key or token is missing, wrong, or may not do this',
  unreachable: 'No sandbox runs, or nothing answers',
  rate_limited: 'Too many requests; try again later',
  differs: 'Two states differ, and --exit-code asked to be told so',
  interrupted: 'Ctrl-C, or a question answered with no',
} as const satisfies Record<FailureKind, string>

/** Variables that no flag stands for. */
const otherVariables = [
  ['NO_COLOR', 'Never colour. FORCE_COLOR=1 colours always.'],
  ['DEBUG', 'With `ideadunes` in it: stack traces of failures.'],
  ['HTTPS_PROXY', 'Asks for the API in our place; so do HTTP_PROXY and ALL_PROXY. NO_PROXY spares hosts.'],
  ['NODE_EXTRA_CA_CERTS', 'Certificates that Node trusts besides the usual ones, as --ca-file.'],
  ['IDEADUNES_KEYRING', 'off: keep keys in a file, although the system has a keyring.'],
  ['XDG_CONFIG_HOME', 'Where settings and profiles are.'],
  ['XDG_DATA_HOME', 'Where data lies outside of projects.'],
  ['XDG_STATE_HOME', 'Where running sandboxes are written down.'],
] as const

/** The text of `ideadunes help exit-codes` and `ideadunes help environment`. */
export async function helpTopicText(name: HelpTopicName, context: Context): Promise<string> {
  const { stdout } = context.terminal
  const width = helpWidth(stdout)
  const [title, rows] =
    name === 'exit-codes'
      ? (['Exit codes', exitCodeRows()] as const)
      : (['Environment', [...(await flagVariables(context)), ...otherVariables]] as const)
  const note =
    name === 'exit-codes' ? '' : '\nA flag that is given wins over its variable; an empty variable is none.\n'
  return `${paintFor(stdout)('bold', title)}\n${columns(rows, width)}${note}`
}

function exitCodeRows() {
  const rows = Object.entries(exitCodes).map(([kind, code]) => [code, kinds[kind as FailureKind]] as const)
  const signals = [
    [129, 'Ended by SIGHUP: its terminal was closed'],
    [143, 'Ended by SIGTERM; a sandbox that ran ends with 0'],
  ] as const
  return [[0, 'Done'] as const, ...rows, ...signals]
    .toSorted(([one], [other]) => one - other)
    .map(([code, text]) => [String(code), text] as const)
}

/** Read from the flags of all commands, so that none is missing here. */
async function flagVariables({ contract }: Context): Promise<readonly (readonly [string, string])[]> {
  const texts = new Map<string, string>()
  for (const id of commandIds(contract)) {
    const { flags = {} } = (await commandOf(id, contract)) ?? {}
    for (const [name, { env, summary = '' }] of Object.entries(flags)) {
      if (env !== undefined && !texts.has(env)) texts.set(env, `--${name}: ${summary}`)
    }
  }
  return [...texts].sort(([one], [other]) => (one < other ? -1 : 1))
}
