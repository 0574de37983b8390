import { isIP } from 'node:net'
import { isLoopbackHost } from '../../src/network/loopback.ts'

/** By which hosts, beside this machine's own, a server may be called. */
export interface TrustedHosts {
  /** As URLs have them: in lower case, without a dot at the end, and without brackets. */
  readonly names: readonly string[]
  /**
   * Whether any address will do: where a server listens for other machines. No page can make an address its own, as it
   * can a name.
   */
  readonly anyAddress: boolean
}

/** The host of a Host header, without its port: which may be empty behind its colon (RFC 3986, 3.2.3). */
export function hostOf(header: string): string {
  return header.replace(/:\d{0,5}$/, '')
}

/** Whether a Host header, with a port or without, leads here by its name. */
export function isTrustedHost(header: string, trusted: TrustedHosts | undefined): boolean {
  const host = hostOf(header)
  if (isLoopbackHost(host)) return true
  if (trusted === undefined) return false
  const [, bracketed] = /^\[(.*)\]$/.exec(host) ?? []
  const isAddress = bracketed === undefined ? isIP(host) === 4 : isIP(bracketed) === 6
  if (isAddress && trusted.anyAddress) return true
  return trusted.names.includes((bracketed ?? host).toLowerCase().replace(/\.$/, ''))
}
