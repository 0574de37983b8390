import type { FastifyRequest } from 'fastify'

/**
 * The address of the sandbox as its reader called it: `localhost` stays `localhost`. The name is one that leads here,
 * for others were refused before, and of letters that no shell or page reads as more; the port is the one that
 * listens, which a request in this process has not.
 */
export function reachedAt({
  headers: { host = '' },
  socket: { localPort },
}: Pick<FastifyRequest, 'headers' | 'socket'>): string {
  const [, name = '127.0.0.1', named] = /^([\w.-]+|\[[\w:.]+\])(?::(\d{1,5}))?$/.exec(host) ?? []
  const port = localPort ?? named
  return port === undefined ? `http://${name}` : `http://${name}:${port}`
}
