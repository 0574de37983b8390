import { escaped } from '../home-page.ts'

/** What the explorer begins with. */
export interface ExplorerFacts {
  /** The key that it sends, or null where whoever opens it has to type one. */
  readonly key: string | null
}

const firstQuery = `# Every operation of the API is a field: docs at the left, Ctrl-Space completes, Ctrl-Enter sends.
{
  bookings(first: 3) {
    nodes {
      id
      status
      start_at
      customer {
        name
      }
    }
  }
}
`

/** The page of the explorer: GraphiQL, from files of this sandbox alone. What it begins with stands in attributes. */
export function explorerPage({ key }: ExplorerFacts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>GraphQL of the IdeaDunes sandbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/v2/graphql/explorer.css">
<style>html, body, #explorer { height: 100%; margin: 0 }</style>
</head>
<body data-key="${escaped(key ?? '')}" data-query="${escaped(firstQuery)}">
<div id="explorer">The explorer needs JavaScript.</div>
<script type="module" src="/v2/graphql/explorer.js"></script>
</body>
</html>
`
}
