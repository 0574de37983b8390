import { Failure } from '../../src/failure/failure.ts'
import { keyShape } from '../../src/profiles/key-shape.ts'
import type { FlagSpecs, FlagValues } from '../kernel/command.ts'

/** Flags that say which API is called, and as whom. */
export const connectionFlags = {
  'base-url': {
    kind: 'string',
    summary: 'Where the API is; the key decides, or the running local sandbox.',
    env: 'IDEADUNES_BASE_URL',
    valueName: 'URL',
  },
  'api-key': {
    kind: 'string',
    summary: 'A publishable or test key to call with; a live secret key comes from `login` or the variable.',
    env: 'IDEADUNES_API_KEY',
    valueName: 'KEY',
    refuseTyped: refuseLiveSecret,
  },
  tenant: {
    kind: 'string',
    summary: "The tenant to act for; the key's own by default.",
    env: 'IDEADUNES_TENANT',
    valueName: 'ID',
  },
  sandbox: {
    kind: 'string',
    summary: 'A fork of the local sandbox, by id or name; main is the sandbox itself.',
    env: 'IDEADUNES_SANDBOX',
    valueName: 'FORK',
  },
  profile: {
    kind: 'string',
    summary: 'The profile whose key and settings are used.',
    env: 'IDEADUNES_PROFILE',
    valueName: 'NAME',
  },
  live: { kind: 'boolean', summary: "Act on real bookings, with the profile's live key." },
  'read-env': {
    kind: 'string',
    summary: 'A file of variables, read behind those of the environment.',
    env: 'IDEADUNES_ENV_FILE',
    valueName: 'FILE',
  },
  'ca-file': {
    kind: 'string',
    summary: 'Certificates (PEM) to trust besides the usual ones.',
    env: 'IDEADUNES_CA_FILE',
    valueName: 'FILE',
  },
  verbose: {
    kind: 'boolean',
    summary: 'Tell each request on stderr: host, tenant, mode, key (masked), id, time.',
  },
  'send-key-to-any-host': {
    kind: 'boolean',
    summary: 'Send a live key elsewhere than to the live API, or a test key to live. Dangerous.',
  },
} as const satisfies FlagSpecs

/** Of commands that change something. */
export const yesFlag = {
  kind: 'boolean',
  summary: 'Go ahead without asking; on live together with --live.',
  env: 'IDEADUNES_YES',
} as const

export type ConnectionValues = FlagValues<typeof connectionFlags>

/** Everybody on the machine sees a command line, and shells keep it. */
function refuseLiveSecret(key: string): void {
  const { mode, scope } = keyShape(key)
  if (mode !== 'live' || scope !== 'secret') return
  throw new Failure('usage', 'live_key_in_argv', 'A live secret key must not be typed as a flag', {
    field: '--api-key',
    hint: 'Other users and your shell’s history can read it: make a new key. Keep it with `ideadunes login` (it asks, or reads stdin), or set IDEADUNES_API_KEY.',
  })
}
