/** One setting that files, variables and flags give. */
export interface Setting {
  readonly flag: string
  readonly env: string
  readonly kind: 'text' | 'integer'
  readonly summary: string
  readonly min?: number
  readonly max?: number
  readonly example: string | number
}

/** The settings by their names in files. What is secret is none of them. */
export const settings = {
  profile: {
    flag: 'profile',
    env: 'IDEADUNES_PROFILE',
    kind: 'text',
    summary: 'The profile whose key and settings are used.',
    example: 'clinic',
  },
  base_url: {
    flag: 'base-url',
    env: 'IDEADUNES_BASE_URL',
    kind: 'text',
    summary: 'Where the API is; the key decides by default.',
    example: 'https://sandbox-api.ideadunes.com/v2',
  },
  tenant: {
    flag: 'tenant',
    env: 'IDEADUNES_TENANT',
    kind: 'text',
    summary: "The tenant to act for; the key's own by default.",
    example: 'tnt_clinic',
  },
  sandbox: {
    flag: 'sandbox',
    env: 'IDEADUNES_SANDBOX',
    kind: 'text',
    summary: 'The local sandbox (main), or a fork of it by id or name.',
    example: 'feature-x',
  },
  env_file: {
    flag: 'read-env',
    env: 'IDEADUNES_ENV_FILE',
    kind: 'text',
    summary: 'A file of variables that is read behind those of the environment.',
    example: '.env',
  },
  ca_file: {
    flag: 'ca-file',
    env: 'IDEADUNES_CA_FILE',
    kind: 'text',
    summary: 'Certificates (PEM) to trust besides the usual ones.',
    example: 'company-ca.pem',
  },
  timeout: {
    flag: 'timeout',
    env: 'IDEADUNES_TIMEOUT',
    kind: 'integer',
    summary: 'How long one attempt of a request may take, in seconds.',
    min: 1,
    max: 600,
    example: 30,
  },
  retries: {
    flag: 'retries',
    env: 'IDEADUNES_RETRIES',
    kind: 'integer',
    summary: 'Attempts after the first.',
    min: 0,
    max: 10,
    example: 2,
  },
} as const satisfies Readonly<Record<string, Setting>>

export type SettingName = keyof typeof settings

export const settingNames = Object.keys(settings) as readonly SettingName[]

/** Values of settings, by their names in files. */
export type SettingValues = { readonly [Name in SettingName]?: string | number }

/** What a profile may set: it cannot name itself, a folder's fork or file. */
export const profileSettings: readonly SettingName[] = ['base_url', 'tenant', 'ca_file', 'timeout', 'retries']

/** The setting of a name as people type it, with `-` or `_`. */
export function settingNamed(typed: string): SettingName | undefined {
  return settingNames.find(name => name === typed.replaceAll('-', '_'))
}

/** What is wrong with a value; undefined if nothing is. */
export function faultOfSetting(name: SettingName, value: unknown): string | undefined {
  const { kind, min = 0, max = 0 } = settings[name] as Setting
  if (kind === 'text')
    return typeof value === 'string' && value !== '' ? undefined : 'must be a text, and not empty'
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
  return fits ? undefined : `must be a whole number from ${min} to ${max}`
}
