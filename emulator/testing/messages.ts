import type { ControlClient } from '../../src/client/control-client.ts'
import type { MessageKind, MessageView } from '../../src/control/message-control.ts'
import { append } from '../../src/lists/append.ts'
import { missingMessage } from './not-seen.ts'
import { type WaitOptions, waitUntil } from './wait-until.ts'

/** Which messages. */
export interface MessageFilter {
  readonly kind?: MessageKind
  /** Those to this customer. */
  readonly customer?: string
  /** Those about this booking. */
  readonly booking?: string
  readonly tenant?: string
  /** Only what was written after this message, by itself or by its id. */
  readonly after?: { readonly id: string } | string
}

/** Which message is waited for. */
export interface AwaitedMessage extends MessageFilter {
  readonly where?: (message: MessageView) => boolean
}

/** What customers would have been told, in the order in which it was written. Nothing is ever sent. */
export interface SandboxMessages {
  /** All messages that match, those that a fork was copied with included. */
  list(filter?: MessageFilter): Promise<readonly MessageView[]>
  /**
   * The first message that matches, since this sandbox was started, forked or reset: at once when it is there already,
   * else when it comes. Rejects with what did come when the time is over.
   */
  waitFor(
    message: MessageKind | AwaitedMessage | ((message: MessageView) => boolean),
    options?: WaitOptions,
  ): Promise<MessageView>
}

const pageSize = 1_000

/** The messages behind a control client; `since` gives the id of the newest that is not this sandbox's own. */
export function sandboxMessages(control: ControlClient, since: () => string | undefined): SandboxMessages {
  async function list(filter: MessageFilter = {}): Promise<MessageView[]> {
    const found: MessageView[] = []
    let after = idOf(filter.after)
    while (true) {
      const page = await control.messages({ ...filter, after, limit: pageSize })
      append(found, page.data)
      after = page.data.at(-1)?.id ?? after
      if (!page.has_more) return found
    }
  }
  return {
    list,
    async waitFor(what, options = {}) {
      const { where, ...filter } = awaited(what)
      const start = idOf(filter.after) ?? since()
      let after = start
      const found = await waitUntil(async wait_ms => {
        const { data, has_more } = await control.messages({ ...filter, after, limit: pageSize, wait_ms })
        after = data.at(-1)?.id ?? after
        return { found: data.find(message => where === undefined || where(message)), more: has_more }
      }, options)
      if (found !== undefined) return found
      const came = await list(start === undefined ? {} : { after: start })
      throw missingMessage({ ...filter, where }, came, await control.clock(), options)
    },
  }
}

function awaited(what: Parameters<SandboxMessages['waitFor']>[0]): AwaitedMessage {
  if (typeof what === 'string') return { kind: what }
  return typeof what === 'function' ? { where: what } : what
}

function idOf(message: MessageFilter['after']): string | undefined {
  return typeof message === 'object' ? message.id : message
}
