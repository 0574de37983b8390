import { pluginCommands } from '../plugins/plugin-commands.ts'
import { oclifCommands } from './cli.ts'

export { PluginHelp } from '../plugins/plugin-help.ts'

/**
 * What `oclif.commands` of package.json names: a module of its own, for it loads every command. oclif awaits the
 * promise; it requires the module, so nothing may be awaited here.
 */
export const COMMANDS = oclifCommands().then(own => ({ ...own, ...pluginCommands }))
