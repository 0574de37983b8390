import { insertAccessReview } from '../store/access-reviews.ts'
import { insertBreach } from '../store/breaches.ts'
import { insertConsent } from '../store/consents.ts'
import { insertDataExport, insertDataRequest } from '../store/data-requests.ts'
import type { ConsentRow, DataRequestRow, Trx } from '../store/schema.ts'
import { common, defaultTenantId } from './default-members.ts'

/** What somebody who looks after the data of customers finds: consents, open data requests, a breach, a review. */
export async function insertExampleCompliance(trx: Trx): Promise<void> {
  for (const row of consents) await insertConsent(trx, row)
  for (const row of dataRequests) await insertDataRequest(trx, row)
  await insertDataExport(trx, {
    tenantId: defaultTenantId,
    dataRequestId: 'dsr_export_01',
    customerId: 'cust_priya_01',
    createdAt: '2026-04-14T05:00:00.000Z',
    document: JSON.stringify(exported),
  })
  await insertBreach(trx, {
    ...common,
    id: 'brc_laptop_01',
    aware_at: '2026-04-15T07:00:00.000Z',
    description: 'A laptop with the appointments of a week was stolen',
    categories: '["contact_data","health_data"]',
    affected_count: 120,
    severity: 'high',
    notify_by: '2026-04-18T07:00:00.000Z',
    notifications: '[]',
    status: 'open',
  })
  await insertAccessReview(trx, {
    ...common,
    id: 'rev_2026_q1',
    status: 'open',
    due_at: '2026-04-15T09:00:00.000Z',
    completed_at: null,
    items: JSON.stringify([
      itemOf('key_of_the_front_desk', 'sk_test_…d3sk', 'secret', '2026-04-15T08:58:00Z'),
      itemOf('key_of_the_old_website', 'pk_test_…w3b1', 'publishable', null),
    ]),
  })
}

const consents: readonly ConsentRow[] = [
  consentOf('cons_priya_mail_01', 'marketing_email', 1, 'booking_form'),
  consentOf('cons_priya_sharing_01', 'data_sharing', 0, 'front_desk'),
]

/** One of each kind, none of them late at the time of the reference's example. */
const dataRequests: readonly DataRequestRow[] = [
  requestOf('dsr_access_01', 'access', 'cust_priya_01'),
  requestOf('dsr_rectify_01', 'rectification', 'cust_priya_01'),
  requestOf('dsr_objection_01', 'objection', 'cust_priya_01'),
  requestOf('dsr_erasure_01', 'erasure', 'cust_arjun_02'),
  requestOf('dsr_restrict_01', 'restriction', 'cust_arjun_02'),
  {
    ...requestOf('dsr_export_01', 'portability', 'cust_priya_01'),
    status: 'fulfilled',
    resolution: JSON.stringify({ outcome: 'fulfilled', ground: null, at: '2026-04-14T05:00:00Z' }),
  },
]

const exported = {
  tenant: { id: defaultTenantId, name: 'Niket Clinic' },
  customer_id: 'cust_priya_01',
  created_at: '2026-04-14T05:00:00Z',
  parts: [
    {
      file: 'customer.json',
      title: 'Your profile',
      about: 'Name, contact data and notes, as they are kept of you.',
      records: [{ id: 'cust_priya_01', name: 'Priya Sharma', email: 'priya@example.com' }],
    },
  ],
}

function consentOf(id: string, purpose: string, granted: 0 | 1, source: string): ConsentRow {
  return {
    ...common,
    id,
    customer_id: 'cust_priya_01',
    purpose,
    granted,
    source,
    recorded_at: common.created_at,
    version: 1,
  }
}

/** Received on the morning of 13 April in Bengaluru. */
function requestOf(id: string, kind: string, customerId: string): DataRequestRow {
  return {
    ...common,
    id,
    kind,
    customer_id: customerId,
    received_at: '2026-04-13T05:00:00.000Z',
    channel: 'email',
    status: 'open',
    due_at: '2026-05-13T18:29:59.000Z',
    extension: null,
    resolution: null,
    steps: JSON.stringify([{ name: 'received', at: '2026-04-13T05:00:00Z' }]),
    copies_kept: '[]',
  }
}

function itemOf(principal: string, keyHint: string, scope: string, lastUsedAt: string | null) {
  return {
    principal,
    key_hint: keyHint,
    scopes: [scope],
    last_used_at: lastUsedAt,
    decision: null,
    decided_by: null,
  }
}
