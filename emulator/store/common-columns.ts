/** What every object of a tenant has. */
export interface Common {
  tenant_id: string
  id: string
  created_at: string
  updated_at: string
  revision: number
  metadata: string
}
