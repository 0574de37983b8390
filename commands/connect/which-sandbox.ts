import { parseBaseUrl } from '../../src/client/request-url.ts'
import { keyShape } from '../../src/profiles/key-shape.ts'
import {
  findRunningSandbox,
  listRunningSandboxes,
  type RunningSandbox,
  registryFolder,
} from '../../src/profiles/running-sandboxes.ts'
import { sandboxFolder } from '../../src/profiles/sandbox-folder.ts'
import { userStateFolder } from '../../src/profiles/user-folders.ts'
import type { Context } from '../kernel/context.ts'
import type { Settled } from './connection-types.ts'

/**
 * The running sandbox that is meant: the one at the URL that was given, or else this project's, or else the newest
 * of all. A secret of a sandbox goes to that sandbox only, so another URL finds none.
 */
export function whichSandbox(named: string | undefined, { place }: Context): RunningSandbox | undefined {
  const registry = registryFolder(userStateFolder(place))
  if (named === undefined) return findRunningSandbox(registry, sandboxFolder(place).project)
  const { origin } = parseBaseUrl(named)
  return listRunningSandboxes(registry).find(({ base_url }) => parseBaseUrl(base_url).origin === origin)
}

/** The sandbox of this machine that a connection leads to; undefined where its key is one of the service. */
export function localSandboxOf(settled: Settled, context: Context): RunningSandbox | undefined {
  const { storedKey, apiKey, baseUrl, sandbox } = settled
  const isLive = apiKey !== undefined && keyShape(apiKey).mode === 'live' && sandbox === undefined
  if (storedKey !== undefined || (isLive && baseUrl === undefined)) return undefined
  return whichSandbox(baseUrl, context)
}

/**
 * A sentence for whoever named a URL where no sandbox of this machine runs: it may be that of one, but for its port or
 * its protocol. Empty if none runs at all.
 */
export function otherBaseUrl(named: string, context: Context): string {
  const { place } = context
  const { port } = parseBaseUrl(named)
  const running = listRunningSandboxes(registryFolder(userStateFolder(place)))
  const alike = running.find(({ base_url }) => port !== '' && parseBaseUrl(base_url).port === port)
  const other = alike ?? whichSandbox(undefined, context)
  if (other === undefined) return ''
  return `A sandbox runs at ${other.base_url}: leave --base-url out, or give that one. `
}

/** Whether the sandbox belongs to the project of the current folder, or to no project outside of any. */
export function isOwnSandbox(sandbox: RunningSandbox, { place }: Context): boolean {
  return sandbox.project === sandboxFolder(place).project
}
