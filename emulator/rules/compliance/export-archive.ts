import { strToU8, zipSync } from 'fflate'
import type { ExportDocument, ExportPart } from './data-export.ts'

/** A ZIP begins with 1980; the time of its files is that of none of them, so that its bytes are always the same. */
const fileTime = '1980-01-01T00:00:00'

/** The export as a file that a person can be handed: a page to read, JSON for machines, and an index of both. */
export function exportArchive(document: ExportDocument): Uint8Array {
  const { parts, ...head } = document
  const files: Record<string, string> = {}
  for (const { file, records } of parts) files[file] = `${JSON.stringify(records, null, 2)}\n`
  files['index.html'] = exportPage(document)
  const listed = [
    ...parts.map(({ file, title, about, records }) => ({ file, title, about, records: records.length })),
    { file: 'index.html', title: 'All of it to read', about: 'The same as in the other files, in one page.' },
    { file: 'index.json', title: 'This list', about: 'Names each file.' },
  ].map(entry => ({
    ...entry,
    bytes: entry.file in files ? Buffer.byteLength(files[entry.file] ?? '') : null,
  }))
  files['index.json'] = `${JSON.stringify({ ...head, files: listed }, null, 2)}\n`
  const names = ['index.html', 'index.json', ...parts.map(({ file }) => file)]
  const entries = names.map(name => [name, [strToU8(files[name] ?? ''), { mtime: fileTime, level: 6 }]])
  return zipSync(Object.fromEntries(entries))
}

function exportPage({ tenant, customer_id, created_at, parts }: ExportDocument): string {
  const rows = parts.map(
    ({ file, title, about, records }) =>
      `<tr><td><a href="#${file}">${escaped(title)}</a></td><td><code>${file}</code></td><td>${records.length}</td><td>${escaped(about)}</td></tr>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Your data at ${escaped(tenant.name)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top}</style>
<h1>Your data at ${escaped(tenant.name)}</h1>
<p>What was kept of you under the number <code>${escaped(customer_id)}</code> on ${escaped(created_at)}.</p>
<table>
<tr><th>What</th><th>File</th><th>Records</th><th>About</th></tr>
${rows.join('\n')}
</table>
${parts.map(sectionOf).join('\n')}
</html>
`
}

function sectionOf({ file, title, records }: ExportPart): string {
  const tables = records.map(record => {
    const rows = Object.entries(record).map(
      ([name, value]) => `<tr><th>${escaped(name)}</th><td>${escaped(textOf(value))}</td></tr>`,
    )
    return `<table>${rows.join('')}</table>`
  })
  const content = tables.length === 0 ? '<p>Nothing.</p>' : tables.join('\n')
  return `<h2 id="${file}">${escaped(title)}</h2>\n${content}`
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
