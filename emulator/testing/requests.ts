import type { ControlClient } from '../../src/client/control-client.ts'
import type { LoggedRequest } from '../../src/control/sandbox-control.ts'
import { missingRequest } from './not-seen.ts'
import { type WaitOptions, waitUntil } from './wait-until.ts'

/** Which requests. */
export interface RequestFilter {
  /** Codes and classes: `201`, or `4xx,500`. */
  readonly status?: string | number
  /** A path with `*`: `/v2/bookings*`. */
  readonly path?: string
  readonly tenant?: string
  /** Only those with a number above this one's. */
  readonly after?: { readonly number: number } | number
}

/** Which request is waited for. */
export interface AwaitedRequest extends RequestFilter {
  readonly where?: (request: LoggedRequest) => boolean
}

/** The requests that a sandbox answered; keys and bodies are not in them. */
export interface SandboxRequests {
  /** The newest that match (10,000 at most), oldest first. */
  list(filter?: RequestFilter & { readonly limit?: number }): Promise<readonly LoggedRequest[]>
  /**
   * The first request that matches, since this sandbox was started, forked or reset: at once when it was answered
   * already, else when it is. Rejects with what did come when the time is over.
   */
  waitFor(
    request: AwaitedRequest | ((request: LoggedRequest) => boolean),
    options?: WaitOptions,
  ): Promise<LoggedRequest>
}

const mostRequests = 10_000

/** The requests behind a control client; `since` gives the number of the newest that is not this sandbox's own. */
export function sandboxRequests(control: ControlClient, since: () => number): SandboxRequests {
  const list = async (filter: RequestFilter & { readonly limit?: number } = {}) => {
    const { limit = mostRequests } = filter
    return (await control.requests({ ...queryOf(filter), limit })).data
  }
  return {
    list,
    async waitFor(what, options = {}) {
      const { where, ...filter } = typeof what === 'function' ? { where: what } : what
      const query = queryOf(filter)
      const start = query.after ?? since()
      let after = start
      const found = await waitUntil(async wait_ms => {
        const { data } = await control.requests({ ...query, after, limit: mostRequests, wait_ms })
        after = data.at(-1)?.number ?? after
        return { found: data.find(request => where === undefined || where(request)), more: false }
      }, options)
      if (found !== undefined) return found
      throw missingRequest({ ...query, where }, await list({ after: start }), options)
    },
  }
}

function queryOf({ status, path, tenant, after }: RequestFilter) {
  return {
    ...(status !== undefined && { status: String(status) }),
    ...(path !== undefined && { path }),
    ...(tenant !== undefined && { tenant }),
    ...(after !== undefined && { after: typeof after === 'object' ? after.number : after }),
  }
}
