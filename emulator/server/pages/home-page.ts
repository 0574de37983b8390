import { defaultKeys } from '../../fleet/default-keys.ts'

/** What the page tells of the sandbox that serves it. */
export interface HomeFacts {
  /** Where the reader reached it. */
  readonly baseUrl: string
  readonly version: string
  /** What people type to get this tool. */
  readonly typedName: string
}

/**
 * The page of a sandbox: what it is and how to call it, in one file without scripts, fonts or pictures from
 * elsewhere. It shows the fixed test keys, which are no secret, and nothing of the data.
 */
export function homePage({ baseUrl, version, typedName }: HomeFacts): string {
  const url = escaped(baseUrl)
  const tool = escaped(typedName)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>IdeaDunes sandbox on ${url}</title>
<link rel="icon" href="data:,">
<style>${homeStyle}</style>
</head>
<body>
<main>
<h1>IdeaDunes sandbox</h1>
<p>This is the IdeaDunes v2 bookings API on your own machine: stateful, offline, for tests and for trying things out.
Nothing that you do here reaches the service, or anybody.</p>
<dl>
<dt>Base URL</dt><dd><code>${url}/v2</code></dd>
<dt>Secret key</dt><dd><code>${defaultKeys.secret}</code></dd>
<dt>Publishable key</dt><dd><code>${defaultKeys.publishable}</code></dd>
<dt>Version</dt><dd>${escaped(version)}</dd>
</dl>
<p>The keys are the same in every sandbox, and worth nothing elsewhere.</p>
<h2>Call it</h2>
${block('List the bookings', `curl -s ${url}/v2/bookings \\\n  -H 'Authorization: Bearer ${defaultKeys.secret}'`)}
${block(
  'Make a booking',
  `curl -s ${url}/v2/bookings \\
  -H 'Authorization: Bearer ${defaultKeys.secret}' \\
  -H 'X-Idempotency-Key: any-text-of-your-own' \\
  -H 'Content-Type: application/json' \\
  -d '{"customer_id":"cust_priya_01","service_id":"svc_consult_30","resource_id":"res_dr_niket",
       "start_at":"2026-04-20T05:00:00Z","channel":"video_zoom"}'`,
)}
<h2>Read on</h2>
<ul>
<li><a href="/v2/graphql">Try GraphQL in an explorer</a></li>
<li><a href="/openapi.json">The whole API as an OpenAPI document</a></li>
<li><a href="/_sandbox/health">Health, for scripts that wait until it is ready</a></li>
</ul>
<h2>From a terminal</h2>
${block(
  'Commands',
  `${tool} bookings list
${tool} sandbox logs --follow
${tool} sandbox clock advance 1d
${tool} sandbox stop`,
)}
</main>
</body>
</html>
`
}

/** The whole style of the page; a header names its hash, so that no other style is used. */
export const homeStyle = `
:root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --back: #fff; --box: #f3f4f6; --link: #0550ae }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --soft: #9da7b3; --back: #0d1117; --box: #1b222c; --link: #79b8ff }
}
body { margin: 0; background: var(--back); color: var(--text); font: 1rem/1.6 system-ui, sans-serif }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
h1 { font-size: 1.75rem; line-height: 1.2 }
h2 { font-size: 1.2rem; margin-top: 2rem }
h3 { font-size: 1rem; margin-bottom: .25rem }
a { color: var(--link) }
a:focus-visible, pre:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
code, pre { font: .9rem/1.5 ui-monospace, monospace }
pre { background: var(--box); padding: .8rem 1rem; border-radius: .4rem; overflow-x: auto; margin: 0 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.5rem }
dt { color: var(--soft) }
dd { margin: 0; overflow-wrap: anywhere }
@media (max-width: 30rem) { dl { display: block } dd { margin-bottom: .6rem } }
`

/** Text that stands as it is typed. It can be reached by keyboard, because it may be wider than the window. */
function block(title: string, text: string): string {
  return `<h3>${title}</h3>\n<pre tabindex="0" role="region" aria-label="${title}">${text}</pre>`
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
