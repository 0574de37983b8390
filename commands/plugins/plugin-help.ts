import { type Command, Errors, Help } from '@oclif/core'
import { oclifTopics } from '../kernel/plugin-folder.ts'
import { hostOf } from './host.ts'

/** Help where plugins are: our commands explain themselves, and oclif explains those of plugins. */
export class PluginHelp extends Help {
  override async showHelp(argv: string[]): Promise<void> {
    const host = hostOf(this.config)
    const id = this.subjectOf(argv)
    const theirs = this.config.commands.filter(command => this.isTheirs(command))
    if (host === undefined || theirs.some(command => isCalled(command, id))) return await super.showHelp(argv)
    const below = theirs.filter(command => id === '' || command.id.startsWith(`${id}:`))
    const hasOwn = this.config.commands.some(command => !this.isTheirs(command) && isIn(command.id, id))
    if (!hasOwn && below.length > 0) return await super.showHelp(argv)
    const code = await host.runOwn([...id.split(':').filter(word => word !== ''), '--help'])
    if (code !== 0) Errors.exit(code)
    const added = below.filter(command => !isOclifTopic(command.id))
    if (added.length > 0) this.log(`\nPlugins\n${added.map(command => this.rowOf(command)).join('\n')}`)
  }

  /** The words before the first flag, as far as they are a command or begin one. */
  private subjectOf(argv: readonly string[]): string {
    const end = argv.findIndex(word => word.startsWith('-'))
    const words = (end === -1 ? argv : argv.slice(0, end)).flatMap(word => word.split(':'))
    const asked = words[0] === 'help' ? words.slice(1) : words
    const ids = this.config.commands.flatMap(command => [command.id, ...(command.aliases ?? [])])
    const known = asked.findLastIndex((_, at) => ids.some(id => isIn(id, asked.slice(0, at + 1).join(':'))))
    return (known === -1 ? asked : asked.slice(0, known + 1)).join(':')
  }

  private isTheirs({ id, pluginName }: Command.Loadable): boolean {
    return isOclifTopic(id) || (pluginName !== undefined && pluginName !== this.config.name)
  }

  private rowOf({ id, summary, description }: Command.Loadable): string {
    const text = this.render(summary ?? description ?? '').split('\n')[0] ?? ''
    return `  ${id.replaceAll(':', ' ').padEnd(16)}  ${text}`.trimEnd()
  }
}

function isCalled({ id, aliases }: Command.Loadable, asked: string): boolean {
  return id === asked || (aliases ?? []).includes(asked)
}

function isIn(id: string, topic: string): boolean {
  return topic === '' || id === topic || id.startsWith(`${topic}:`)
}

function isOclifTopic(id: string): boolean {
  return Object.hasOwn(oclifTopics, id.split(':')[0] ?? '')
}
