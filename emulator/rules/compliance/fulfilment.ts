import type { DataRequestRow } from '../../store/schema.ts'
import type { Copy } from '../context/context.ts'

/** What was done for a request, as far as the request tells of it. */
export interface Fulfilment {
  /** What was done. */
  readonly step: string
  /** What was done besides. */
  readonly furtherStep?: string
  /** The request as it is now, where what was done changed it too. */
  readonly row?: DataRequestRow
  /** Copies that keep the data. */
  readonly copies?: readonly Copy[]
  /** Takes what tells of the person out of what is written about the request from now on. */
  readonly scrub?: (text: string) => string
}
