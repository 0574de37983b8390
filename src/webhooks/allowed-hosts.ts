import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { isLoopbackName, isOwnAddress, isThisMachine } from '../network/loopback.ts'

/** What resolves a name to all its addresses, as `dns.lookup` does. */
export type LookUp = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** Where webhooks may go: to this machine only, to named hosts too, or anywhere. */
export type AllowedHosts = 'loopback' | 'any' | readonly string[]

/** Whether webhooks may go to the host of a URL, as far as its name tells; what it resolves to is checked when sending. */
export function allowsHost(hostname: string, allowed: AllowedHosts): boolean {
  if (allowed === 'any' || isThisMachine(hostname)) return true
  return allowed !== 'loopback' && allowed.includes(plainName(hostname))
}

/** Names are told apart without case, the dot at their end, and the brackets of an address in a URL. */
function plainName(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
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
      const found = error !== null && isLoopbackName(name) ? thisMachine : addresses
      if (error !== null && found !== thisMachine) return callback(error, '', 0)
      const isNamed = allowed === 'any' || (allowed !== 'loopback' && allowed.includes(name))
      const good = isNamed ? found : found.filter(({ address }) => isOwnAddress(address))
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
