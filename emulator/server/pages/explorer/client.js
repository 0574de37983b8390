// What runs in the page of the explorer: bundled for browsers by the build, with everything that it needs.
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { GraphiQL } from 'graphiql'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'

const { key, query } = document.body.dataset
// The schema is asked for before the editor of headers is there; what it says wins from then on.
const headers = key ? { Authorization: `Bearer ${key}` } : {}
const fetcher = createGraphiQLFetcher({ url: '/v2/graphql', headers })
/** Nothing stays in the browser: the history of queries would keep their headers, and so the key. */
const kept = new Map()
const storage = {
  getItem: name => kept.get(name) ?? null,
  setItem: (name, value) => void kept.set(name, value),
  removeItem: name => void kept.delete(name),
  clear: () => kept.clear(),
  get length() {
    return kept.size
  },
}
const props = {
  storage,
  fetcher,
  defaultQuery: query,
  // Where the key is none of the fixed ones, whoever has it types it.
  defaultHeaders: JSON.stringify({ Authorization: `Bearer ${key || 'sk_test_…'}` }, null, 2),
  shouldPersistHeaders: false,
  defaultEditorToolsVisibility: key ? 'variables' : 'headers',
}
createRoot(document.getElementById('explorer')).render(createElement(GraphiQL, props))
