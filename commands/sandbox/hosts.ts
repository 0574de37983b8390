import { isIPv6 } from 'node:net'
import { Failure } from '../../src/failure/failure.ts'
import { isLoopbackHost } from '../../src/network/loopback.ts'
import { typedHost } from './typed-host.ts'

/** Where to listen. Throws a usage failure for what is no host. */
export function listenHostOf(given: string | undefined): string | undefined {
  if (given === undefined) return undefined
  const host = typedHost(given)
  if (host !== undefined) return host
  throw new Failure('usage', 'invalid_flag', `--host must be an address, not ${given}`, {
    field: '--host',
    hint: 'An address of this machine, nothing else: 0.0.0.0 for all of them, 192.168.1.7, or ::1. The port is --port.',
  })
}

/** By which names it may be called. Throws a usage failure for what is none, since it would never match. */
export function allowedHostsOf(given: readonly string[] | undefined): readonly string[] | undefined {
  return given?.map(text => {
    const host = typedHost(text)
    if (host !== undefined) return host
    throw new Failure('usage', 'invalid_flag', `--allow-host must be a host, not ${text}`, {
      field: '--allow-host',
      hint: 'A name as it stands in the URL, without port and scheme: host.docker.internal, or the name of a service. Name each by itself.',
    })
  })
}

/** What people have to know of a sandbox that others can call; undefined for one that answers to this machine alone. */
export function openDoorText(flags: {
  readonly host?: string | undefined
  readonly 'allow-host'?: readonly string[] | undefined
}): string | undefined {
  const host = listenHostOf(flags.host)
  const names = allowedHostsOf(flags['allow-host']) ?? []
  const isOpen = host !== undefined && !isLoopbackHost(isIPv6(host) ? `[${host}]` : host)
  const text = `${isOpen ? networkText(host) : ''}${names.length > 0 ? namesText(names) : ''}`
  return text === '' ? undefined : text
}

function networkText(host: string): string {
  return (
    `Warning: it listens on ${host}. Whoever reaches this machine over the network can call it, and the keys of a ` +
    'sandbox are no secret: do so in networks that you trust.\n'
  )
}

function namesText(names: readonly string[]): string {
  const [them, it] = names.length === 1 ? ['name', 'it'] : ['names', 'them']
  return (
    `Warning: it also answers to the ${them} ${names.join(' and ')}. ` +
    `Whoever owns ${it} can let web pages call the sandbox.\n`
  )
}
