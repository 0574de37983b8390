import type { Command } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { hasPlugins, oclifTopics } from '../kernel/plugin-folder.ts'
import { complete, dispatch, report } from './dispatch.ts'
import { isHelpTopic } from './help-topic-names.ts'
import { processContext } from './process-context.ts'

/**
 * Runs the command line of this process and answers its exit code. `built` is the URL of the build's folder. oclif
 * loads only for its own commands, and where a plugin may have a word in it.
 */
export async function runMain(argv: readonly string[], version: string, built: URL): Promise<number> {
  const context = processContext(version, built)
  const runOwn = (words: readonly string[]) => dispatch(words, context)
  if (argv[0] === '__complete' && hasPlugins(context.place))
    return await complete(argv.slice(1), await pluginCommands(context, version, built), context)
  const isOurs = argv[0] === '__complete' || (argv[0] === 'help' && isHelpTopic(argv[1]))
  if (isOurs || (!isForOclif(argv) && !hasPlugins(context.place))) return await runOwn(argv)
  try {
    const { runThroughOclif } = await import('../plugins/oclif-host.ts')
    const hosted = await runThroughOclif(argv, version, built, { runOwn })
    if (typeof hosted === 'number') return hosted
    await report(hosted.failure, undefined, argv.includes('--json'), context)
    return hosted.code
  } catch (thrown) {
    return await report(thrown, undefined, argv.includes('--json'), context)
  }
}

/** Of plugins without a manifest oclif finds out the commands, which takes longer. */
async function pluginCommands({ place }: Context, version: string, built: URL): Promise<readonly Command[]> {
  const { commandsInManifests, commandOfPlugin } = await import('../plugins/plugin-entries.ts')
  const quick = commandsInManifests(place)
  if (quick !== undefined) return quick
  const { commandsOfPlugins } = await import('../plugins/oclif-host.ts')
  return (await commandsOfPlugins(version, built)).map(commandOfPlugin)
}

function isForOclif(argv: readonly string[]): boolean {
  const word = argv[0] === 'help' ? argv[1] : argv[0]
  return Object.hasOwn(oclifTopics, word?.split(':')[0] ?? '')
}
