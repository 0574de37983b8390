import { readFileSync } from 'node:fs'
import { Failure } from '../failure/failure.ts'
import { utf8Text } from '../text/utf8.ts'
import { hasSecretKey } from './key-shape.ts'
import { faultOfSetting, type SettingValues, settingNamed, settingNames } from './settings.ts'

/**
 * Reads the settings of a project. Throws a usage failure for a member that is none of them, for a value that does not
 * fit, and for a secret key wherever it stands, which it does not repeat.
 */
export function readProjectFile(file: string): SettingValues {
  const text = textOf(file)
  if (hasSecretKey(text)) {
    throw new Failure('usage', 'secret_in_project_file', `There is a secret key in ${file}`, {
      field: file,
      hint: 'Everybody who gets the project can read it: take it out and make a new key. Keys are kept with `ideadunes login`.',
    })
  }
  const value = parsed(file, text)
  for (const [name, given] of Object.entries(value)) {
    if (name === '$schema') continue
    const known = settingNames.find(setting => setting === name)
    if (known === undefined) throw unknownMember(file, name)
    const fault = faultOfSetting(known, given)
    if (fault !== undefined) throw invalid(file, `${name} ${fault}`)
  }
  const { $schema: _, ...values } = value
  return values as SettingValues
}

function unknownMember(file: string, name: string): Failure {
  const near = settingNamed(name)
  const secret = /key|secret|token|password/i.test(name)
  const what = secret
    ? `${name} is a secret, and secrets do not belong there: keep it with \`ideadunes login\``
    : `it has no member ${name}`
  const known = near === undefined ? `Known are ${settingNames.join(', ')}.` : `Do you mean ${near}?`
  return invalid(file, what, secret ? undefined : known)
}

function textOf(file: string): string {
  try {
    return utf8Text(readFileSync(file))
  } catch (error) {
    throw invalid(file, (error as Error).message)
  }
}

function parsed(file: string, text: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw invalid(file, (error as Error).message)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as never
  throw invalid(file, 'it is no JSON object')
}

function invalid(file: string, why: string, hint?: string): Failure {
  return new Failure('usage', 'invalid_project_file', `${file} cannot be used: ${why}`, {
    field: file,
    ...(hint !== undefined && { hint }),
  })
}
