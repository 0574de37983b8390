import { commands } from '@oclif/plugin-commands'
import { commands as plugins } from '@oclif/plugin-plugins'
import { Which } from './which.ts'

/** What oclif's own plugins bring: they are part of this one, so that nobody installs npm and React for them. */
export const pluginCommands = {
  ...plugins,
  // The word that all other topics have for it.
  'plugins:list': plugins.plugins,
  ...commands,
  which: Which,
}
