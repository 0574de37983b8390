import { hash } from 'node:crypto'

/** What the hash of a row of the audit trail is made of, as the API answers it. */
export interface ChainedRow {
  readonly id: string
  readonly tenant_id: string
  readonly created_at: string
  readonly sequence: number
  readonly actor: string
  readonly operation: string
  readonly object: { readonly type: string; readonly id: string }
  readonly changes: number
  readonly before_digest: string | null
  readonly after_digest: string | null
  readonly request_id: string | null
  readonly previous_hash: string
}

/** What the first row is chained to. */
export const chainBeginning = '0'.repeat(64)

/** SHA-256, in hexadecimal digits, of a row and of the one before. */
export function chainHash(row: ChainedRow): string {
  const { id, tenant_id, created_at, sequence, actor, operation, object, changes } = row
  const { before_digest, after_digest, request_id, previous_hash } = row
  const what = [id, tenant_id, created_at, sequence, actor, operation, object.type, object.id, changes]
  return hash('sha256', JSON.stringify([previous_hash, ...what, before_digest, after_digest, request_id]))
}

/** The first place at which a chain is broken. */
export interface BrokenLink {
  /** Of the row that is wrong, or that something is missing before. */
  readonly id: string
  readonly sequence: number
  readonly fault: 'changed' | 'removed_before' | 'inserted_or_moved'
}

/** Checks rows one after the other, oldest first; gives the fault of a row, or undefined. */
export function createChainCheck(): (row: ChainedRow & { readonly hash: string }) => BrokenLink | undefined {
  let previous = { sequence: 0, hash: chainBeginning }
  return row => {
    const broken = (fault: BrokenLink['fault']) => ({ id: row.id, sequence: row.sequence, fault })
    if (row.sequence <= previous.sequence) return broken('inserted_or_moved')
    if (row.sequence > previous.sequence + 1) return broken('removed_before')
    if (row.previous_hash !== previous.hash || chainHash(row) !== row.hash) return broken('changed')
    previous = row
    return undefined
  }
}
