import type { ControlClient } from '../../src/client/control-client.ts'
import type { EventView } from '../../src/control/sandbox-control.ts'
import { append } from '../../src/lists/append.ts'
import type { EventType, SandboxEvent } from './event-type.ts'
import { missingEvent } from './not-seen.ts'
import { type WaitOptions, waitUntil } from './wait-until.ts'

/** Which events. */
export interface EventFilter<Type extends string = string> {
  /** A type, or several with `*` and commas: `booking.*,customer.created`. */
  readonly type?: Type
  /** Those of all tenants by default. */
  readonly tenant?: string
  /** Only what was committed after this event, by itself or by its id. */
  readonly after?: { readonly id: string } | string
}

/** Which event is waited for. */
export interface AwaitedEvent<Type extends string = string> extends EventFilter<Type> {
  readonly where?: (event: EventOf<Type>) => boolean
}

/** The event of a type; of any, where the type is not known before. */
export type EventOf<Type extends string> = Type extends EventType ? SandboxEvent<Type> : SandboxEvent

/** The events of a sandbox: what webhooks deliver, in commit order. */
export interface SandboxEvents {
  /** All events that match, those that a fork was copied with included. */
  list<Type extends string = string>(
    filter?: EventFilter<Type> & { readonly limit?: number },
  ): Promise<readonly EventOf<Type>[]>
  /**
   * The first event of a type (or glob), since this sandbox was started, forked or reset: at once when it is there
   * already, else when it comes. Rejects with what did come when the time is over.
   */
  waitFor<Type extends EventType>(type: Type, options?: WaitOptions): Promise<SandboxEvent<Type>>
  waitFor(type: string, options?: WaitOptions): Promise<SandboxEvent>
  waitFor(where: (event: SandboxEvent) => boolean, options?: WaitOptions): Promise<SandboxEvent>
  waitFor<Type extends string = string>(
    event: AwaitedEvent<Type>,
    options?: WaitOptions,
  ): Promise<EventOf<Type>>
}

const pageSize = 1_000

/** The events behind a control client; `since` gives the id of the newest that is not this sandbox's own. */
export function sandboxEvents(control: ControlClient, since: () => string | undefined): SandboxEvents {
  async function* pages(filter: EventFilter, limit: number): AsyncGenerator<readonly EventView[]> {
    let left = limit
    let after = idOf(filter.after)
    while (left > 0) {
      const { type, tenant } = filter
      const page = await control.events({ type, tenant, after, limit: Math.min(left, pageSize) })
      yield page.data
      left -= page.data.length
      after = page.data.at(-1)?.id
      if (!page.has_more) return
    }
  }
  async function list(filter: EventFilter & { readonly limit?: number } = {}): Promise<EventView[]> {
    const found: EventView[] = []
    for await (const page of pages(filter, filter.limit ?? Number.POSITIVE_INFINITY)) append(found, page)
    return found
  }
  async function waitFor(
    what: string | ((event: EventView) => boolean) | AwaitedEvent,
    options: WaitOptions = {},
  ): Promise<EventView> {
    const { where, ...filter } = awaited(what)
    const { type, tenant } = filter
    const start = idOf(filter.after) ?? since()
    let after = start
    const found = await waitUntil(async wait_ms => {
      const { data, has_more } = await control.events({ type, tenant, after, limit: pageSize, wait_ms })
      after = data.at(-1)?.id ?? after
      return { found: data.find(event => where === undefined || where(event as never)), more: has_more }
    }, options)
    if (found !== undefined) return found
    const came = await list(start === undefined ? {} : { after: start })
    throw missingEvent({ type, tenant, where }, came, await control.clock(), options)
  }
  return { list, waitFor } as unknown as SandboxEvents
}

function awaited(what: string | ((event: EventView) => boolean) | AwaitedEvent): AwaitedEvent {
  if (typeof what === 'string') return { type: what }
  return typeof what === 'function' ? { where: what as NonNullable<AwaitedEvent['where']> } : what
}

function idOf(event: EventFilter['after']): string | undefined {
  return typeof event === 'object' ? event.id : event
}
