import { apiCommand } from '../api/api-command.ts'
import { openapi } from '../openapi.ts'
import { startSandbox } from '../sandbox/start.ts'
import { version } from '../version.ts'
import type { Command } from './command.ts'
import type { ContractFiles } from './contract-files.ts'

/** Commands that stand for no operation, in the order of the help. */
const written: readonly Command[] = [startSandbox, openapi, version]

/** All ids of commands: those of the API in the order of the contract, then the others. */
export function commandIds(contract: ContractFiles): readonly string[] {
  return [...Object.keys(contract.index()), ...written.map(({ id }) => id)]
}

/** The command of an id, made now; undefined if there is none. */
export function commandOf(id: string, contract: ContractFiles): Command | undefined {
  const found = written.find(command => command.id === id)
  if (found !== undefined) return found
  const index = contract.index()
  const entry = Object.hasOwn(index, id) ? index[id] : undefined
  return entry === undefined ? undefined : apiCommand(id, entry)
}

/** Ids of the commands that are written by hand, which help lists behind those of the API. */
export const writtenIds: readonly string[] = written.map(({ id }) => id)
