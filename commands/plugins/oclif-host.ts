import { fileURLToPath } from 'node:url'
import { Config, run, settings } from '@oclif/core'
import { Failure } from '../../src/failure/failure.ts'
import { nearestOf } from '../../src/text/nearest.ts'
import type { Host } from './host.ts'
import type { TheirCommand } from './plugin-entries.ts'

/** What an oclif error says besides its message. */
interface OclifError extends Error {
  readonly oclif?: { readonly exit?: number }
  readonly code?: string
  readonly suggestions?: readonly string[]
}

/** How a command ended that oclif ran. */
export type Hosted = number | { readonly failure: Failure; readonly code: number }

/**
 * Runs argv through oclif, with the hooks and commands of plugins; answers the exit code, or the failure that is still
 * to be told. `built` is the folder of the build. Throws what is no error of oclif's.
 */
export async function runThroughOclif(
  argv: readonly string[],
  version: string,
  built: URL,
  host: Host,
): Promise<Hosted> {
  const options = { root: fileURLToPath(new URL('..', built)), version, host }
  // Plugins are JavaScript: whoever links one that is TypeScript builds it.
  settings.enableAutoTranspile = false
  const config = await Config.load(options)
  const asked = argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv]
  try {
    const result: unknown = await run(asked, config)
    if (typeof result === 'number') return result
    return typeof process.exitCode === 'number' ? process.exitCode : 0
  } catch (thrown) {
    const error = thrown as OclifError
    if (error.code === 'EEXIT') return error.oclif?.exit ?? 0
    if (error.oclif === undefined) throw error
    const unknown = /^command (\S+) not found$/.exec(error.message)
    if (unknown !== null) return unknownCommand(unknown[1] ?? '', config)
    return { failure: failureOf(error), code: error.oclif.exit ?? 1 }
  }
}

/** The commands that plugins bring, as oclif finds them. None where a plugin cannot be loaded: nobody could be told. */
export async function commandsOfPlugins(version: string, built: URL): Promise<readonly TheirCommand[]> {
  try {
    settings.enableAutoTranspile = false
    const config = await Config.load({ root: fileURLToPath(new URL('..', built)), version })
    return config.commands.filter(
      ({ hidden, pluginName }) => hidden !== true && pluginName !== undefined && pluginName !== config.name,
    )
  } catch {
    return []
  }
}

function failureOf(error: OclifError): Failure {
  const [message = '', ...more] = error.message.split('\n')
  const hints = [...more, ...(error.suggestions ?? [])].filter(line => line.trim() !== '')
  return new Failure('usage', 'plugin_command_failed', message, {
    ...(hints.length > 0 && { hint: hints.join(' ') }),
    cause: error,
  })
}

function unknownCommand(id: string, config: Config): Hosted {
  const typed = id.replaceAll(':', ' ')
  const known = config.commandIDs.map(one => one.replaceAll(':', ' '))
  const near = nearestOf(typed, known)
  const failure = new Failure('usage', 'unknown_command', `There is no command \`${typed}\``, {
    hint: near === undefined ? 'See `ideadunes --help`.' : `Did you mean \`ideadunes ${near}\`?`,
  })
  return { failure, code: 2 }
}
