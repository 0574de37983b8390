import { defineFile } from '../operation.ts'
import { dataRequestId } from '../parts/path-ids.ts'

export const downloadDataExport = defineFile({
  id: 'downloadDataExport',
  group: 'data_requests',
  path: '/v2/data_requests/{data_request_id}/export',
  command: 'data-requests export',
  scope: 'secret',
  source: 'derived',
  summary: 'Download the export of a data request',
  description:
    'What was known of the person when the request was fulfilled: a ZIP to hand over, with JSON files for machines, the ' +
    'same in one page for people, and an index that names each file. The same bytes each time.',
  params: dataRequestId,
  mediaType: 'application/zip',
  file: 'index.html, index.json, and one JSON file for each kind of object.',
  refusals: {
    export_unavailable: {
      when: 'The request has no export: it is no request for access or portability, or was not fulfilled, or was erased.',
      example: { params: { data_request_id: 'dsr_access_01' } },
    },
  },
  examples: [{ title: 'Download an export', params: { data_request_id: 'dsr_export_01' } }],
})
