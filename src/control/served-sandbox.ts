import type { AllowedHosts } from '../webhooks/allowed-hosts.ts'
import type { RetryProfile } from '../webhooks/retry-profiles.ts'
import type { DataSetName } from './data-sets.ts'
import type { FirstKeys } from './sandbox-control.ts'

/** What `sandbox start` asks for. */
export interface ServeOptions {
  /** The address or name to listen on; 127.0.0.1 by default. Others let other machines call. */
  readonly host?: string
  /** Hosts beside this machine by which it may be called, as URLs have them and without brackets. */
  readonly allowHosts?: readonly string[]
  /** A port; 0 takes a free one. Left out: the port of the last run, 4332, or one of the folder's own. */
  readonly port?: number
  /** The project's folder: where the data is kept nowhere, a port of its own follows from this. */
  readonly folder: string
  /** The folder of the sandbox's files, or `:memory:`. */
  readonly data: string
  /** Whether any `sk_live_` and `pk_live_` key acts as the default account's (to paste the reference's examples). */
  readonly allowLiveKeys: boolean
  /** A plan of the reference, `unlimited`, or `<per second>/<per minute>/<per day>`; the data's own by default. */
  readonly plan?: string
  /** What a new sandbox begins with; one that is found must have begun with it. */
  readonly dataSet?: DataSetName
  /** Origins beside the loopback ones from which pages may use publishable keys. */
  readonly allowOrigins?: readonly string[]
  /** Where webhooks may go; to this machine only by default. */
  readonly webhooksTo?: AllowedHosts
  /** How often and when failed webhooks are sent again; as the service does by default. */
  readonly webhookRetries?: RetryProfile
  /** Version of the tool, for /_sandbox/health and the OpenAPI document. */
  readonly version: string
  /** What people type to get this tool; `ideadunes` by default. */
  readonly typedName?: string
  /** Told how far the data set of a new sandbox is, in parts of any size; there is nothing to tell of one that is found. */
  readonly onProgress?: (done: number, of: number) => void
  /** Told of errors that nobody foresaw; the caller of the API sees none of their internals. */
  readonly reportBug: (error: unknown, requestId: string) => void
  /** Told in a sentence when the data cannot be written or read any more, and when it can again. */
  readonly reportTrouble?: (text: string) => void
}

/** A sandbox that answers. */
export interface ServedSandbox {
  readonly baseUrl: string
  readonly port: number
  /** Why it is this port, for people to be told. */
  readonly portChoice: PortChoice
  readonly data: string
  /** The fixed test keys, for the default tenant. */
  readonly keys: FirstKeys
  readonly tenant: string
  /** False when the data was made in this start, true when it was found. */
  readonly resumed: boolean
  /** The data set that its rows came from. */
  readonly dataSet?: DataSetName
  /** The run before this one, if it ended without saying so: killed, or the machine stopped. */
  readonly crashed: { readonly pid: number; readonly since: string } | null
  /** Sentences about kept forks that could not be opened. */
  readonly notes?: readonly string[]
  /** Opens /_sandbox to this machine's commands; new in every run. */
  readonly controlToken: string
  /** Settles once somebody asked through /_sandbox for a stop. */
  readonly stopped: Promise<void>
  /** Stops within a second: answers what it has begun, refuses new requests, closes the files. */
  close(): Promise<void>
}

/** Why a sandbox listens on its port. */
export type PortReason =
  /** It was asked for. */
  | 'asked'
  /** It is the one that people know. */
  | 'ordinary'
  /** The sandbox of this data had it last. */
  | 'kept'
  /** `taken` is; another was derived from the folder. */
  | 'derived'
  /** Any would do. */
  | 'any'

/** A port to try, and what to do about it. */
export interface PortChoice {
  readonly port: number
  readonly reason: PortReason
  /** The port that it stands in for, because somebody else has that one. */
  readonly taken: number | null
  /** Whether the next run on the same data should have it too. */
  readonly keep: boolean
}
