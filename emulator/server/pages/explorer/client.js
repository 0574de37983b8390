// What runs in the page of the explorer: bundled for browsers by the build, with everything that it needs.
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { GraphiQL } from 'graphiql'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'

const { key, query } = document.body.dataset
// The schema is asked for before the editor of headers is there; what it says wins from then on.
const headers = key ? { Authorization: `Bearer ${key}` } : {}
const fetcher = createGraphiQLFetcher({ url: '/v2/graphql', headers })
const props = {
  fetcher,
  defaultQuery: query,
  // Where the key is none of the fixed ones, whoever has it types it.
  defaultHeaders: JSON.stringify({ Authorization: `Bearer ${key || 'sk_test_…'}` }, null, 2),
  // A key is not to stay in the browser.
  shouldPersistHeaders: false,
  defaultEditorToolsVisibility: key ? 'variables' : 'headers',
}
createRoot(document.getElementById('explorer')).render(createElement(GraphiQL, props))
