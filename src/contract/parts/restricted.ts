/** The processing of Arjun's data is restricted. */
export const restrictedArjun = {
  operation: 'resolveDataRequest',
  params: { data_request_id: 'dsr_restrict_01' },
  body: { outcome: 'fulfilled' },
} as const
