import { Command, toConfiguredId } from '@oclif/core'
import { oclifTopics } from '../kernel/plugin-folder.ts'

/** Says which plugin a command is in, typed in any order of its words that oclif takes. */
export class Which extends Command {
  static override summary = oclifTopics.which
  static override enableJsonFlag = true
  static override strict = false
  static override examples = ['<%= config.bin %> <%= command.id %> bookings list']

  override async run(): Promise<object> {
    const { argv } = await this.parse(Which)
    const words = (argv as string[]).flatMap(word => word.split(/[\s:]+/)).filter(word => word !== '')
    if (words.length === 0) this.error('`which` needs the words of a command', { exit: 2 })
    const found = this.config.findCommand(words.join(':'))
    if (found === undefined) this.error(`There is no command \`${words.join(' ')}\``, { exit: 2 })
    const name = found.pluginName ?? this.config.name
    const plugin = this.config.plugins.get(name)
    const [type, root] = [plugin?.type ?? 'core', plugin?.root ?? this.config.root]
    const version = plugin?.version ?? this.config.version
    this.log(`${toConfiguredId(found.id, this.config)} is in ${name} ${version} (${type}, ${root})`)
    return { command: toConfiguredId(found.id, this.config), plugin: name, version, type, root }
  }
}
