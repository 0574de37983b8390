import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** What resolves a name to all its addresses, as `dns.lookup` does. */
export type LookUp = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** Where webhooks may go: to this machine only, to named hosts too, or anywhere. */
export type AllowedHosts = 'loopback' | 'any' | readonly string[]

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether an address is one of this machine's own. */
export function isLoopback(address: string): boolean {
  const family = isIP(address)
  if (family === 0) return false
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  return loopback.check(mapped ?? address, mapped !== undefined || family === 4 ? 'ipv4' : 'ipv6')
}

/** Whether webhooks may go to the host of a URL, as far as its name tells; what it resolves to is checked when sending. */
export function allowsHost(hostname: string, allowed: AllowedHosts): boolean {
  const name = plainName(hostname)
  if (allowed === 'any') return true
  if (isLocalName(name) || isLoopback(name)) return true
  return allowed !== 'loopback' && allowed.includes(name)
}

/** Names are told apart without case, the dot at their end, and the brackets of an address in a URL. */
function plainName(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
}

function isLocalName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost')
}

/**
 * Resolves names like Node does, and refuses those that lead elsewhere than allowed: a name that was harmless when
 * the endpoint was made may lead to another machine now.
 */
export function lookupWithin(allowed: AllowedHosts, lookUp: LookUp = lookup): LookupFunction {
  return (hostname, options, callback) => {
    const name = plainName(hostname)
    lookUp(hostname, { ...options, all: true }, (error, addresses) => {
      // Not every resolver knows the names below localhost, which mean this machine everywhere (RFC 6761).
      const found = error !== null && isLocalName(name) ? thisMachine : addresses
      if (error !== null && found !== thisMachine) return callback(error, '', 0)
      const isNamed = allowed === 'any' || (allowed !== 'loopback' && allowed.includes(name))
      const good = isNamed ? found : found.filter(({ address }) => isLoopback(address))
      const [first] = good
      if (first === undefined) {
        const refusal: NodeJS.ErrnoException = new Error(`${hostname} does not lead to this machine`)
        refusal.code = 'ENOTLOOPBACK'
        return callback(refusal, '', 0)
      }
      if (options.all === true) return callback(null, good)
      callback(null, first.address, first.family)
    })
  }
}

const thisMachine: LookupAddress[] = [{ address: '127.0.0.1', family: 4 }]
