import { isIP } from 'node:net'

/**
 * A host as it was typed, as URLs have it: in lower case, without a dot at the end or brackets. Undefined for what is
 * more or less than a host.
 */
export function typedHost(text: string): string | undefined {
  const host = text.trim().toLowerCase().replace(/\.$/, '')
  const written = isIP(host) === 6 ? `[${host}]` : host
  const url = URL.canParse(`http://${written}`) ? new URL(`http://${written}`) : undefined
  const isHostAlone =
    url?.href === `http://${url?.hostname}/` && !/[*/:]$/.test(written) && !written.includes('*')
  return url !== undefined && isHostAlone ? url.hostname.replace(/^\[|\]$/g, '') : undefined
}
