/**
 * Which hosts are this very machine: who may call the sandbox, and where keys and events may go, is decided here alone.
 * These functions judge text and resolve nothing; what a name leads to is judged again by its addresses. Only the
 * plain forms count, those that URL parsers write: `127.1`, `0x7f.0.0.1` and `127.0.0.010` are read differently by
 * different programs, and are another machine.
 */

/** Nobody else can own `localhost` and the names below it (RFC 6761); one dot may end them. */
const loopbackName = /^(?:[a-z0-9_-]+\.)*localhost\.?$/i

const loopbackIpv4 = /^127(?:\.(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])){3}$/

/** 127.0.0.0/8 as IPv6 writes it. */
const mappedIpv4 = /^::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}$/

/** Servers that listen everywhere print these; who connects to them gets to this machine. */
const everyAddress: readonly string[] = ['0.0.0.0', '::', '::ffff:0:0']

/** Whether a name is `localhost` or below it. */
export function isLoopbackName(name: string): boolean {
  return loopbackName.test(name)
}

/** Whether a host, as it stands in a URL, is a loopback name or address: whether what it serves is of this machine. */
export function isLoopbackHost(host: string): boolean {
  return isLoopbackName(host) || isLoopback(addressIn(host))
}

/** Whether an Origin header, exactly as browsers write one, is that of a page which this machine serves. */
export function isLoopbackOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  return url.origin === origin && /^https?:$/.test(url.protocol) && isLoopbackHost(url.hostname)
}

/** Whether a connection to the host of a URL ends at this machine, as far as its name tells: loopback, 0.0.0.0 or ::. */
export function isThisMachine(host: string): boolean {
  return isLoopbackName(host) || isOwnAddress(addressIn(host))
}

/** The same for an address that a name was resolved to: one without brackets. */
export function isOwnAddress(address: string): boolean {
  return isLoopback(address) || everyAddress.includes(plainAddress(address))
}

function isLoopback(address: string): boolean {
  const plain = plainAddress(address)
  return loopbackIpv4.test(plain) || plain === '::1' || mappedIpv4.test(plain)
}

/** The address that a host may be: IPv6 stands in brackets, everything else does not. */
function addressIn(host: string): string {
  const bracketed = /^\[(.*)\]$/.exec(host)?.[1]
  return host.includes(':') === (bracketed !== undefined) ? (bracketed ?? host) : ''
}

/** The one way to write an IPv6 address, for there are many; everything else as it is. */
function plainAddress(address: string): string {
  const url = `http://[${address}]`
  return /^[0-9a-f:.]+$/i.test(address) && URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : address
}
