/** The account that the default keys belong to. */
export const defaultAccountId = 'acct_ideadunes'

/** The tenant for which the default keys act when no X-Tenant-Id is sent: the one that has the example's data. */
export const defaultTenantId = 'tnt_clinic'

/** Before the created_at of the reference's example; fixed, so that a fresh sandbox always holds the same bytes. */
export const seededAt = '2026-04-15T09:00:00.000Z'

/** Members that all rows of the default data set share. */
export const common = {
  tenant_id: defaultTenantId,
  created_at: seededAt,
  updated_at: seededAt,
  revision: 1,
  metadata: '{}',
}
