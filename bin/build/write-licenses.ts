import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Bundled } from './bundle-all.ts'

/** Writes the licences of all bundled packages into `THIRD-PARTY-LICENSES.txt`: most of them ask for it. */
export function writeLicenses(out: string, bundled: Bundled): void {
  const texts = [...new Set(Object.values(bundled).flat())].sort().map(licenseOf)
  writeFileSync(join(out, 'THIRD-PARTY-LICENSES.txt'), [...new Set(texts)].join(`\n${'-'.repeat(80)}\n\n`))
}

/** Writes which packages each bundled file holds: `bundles.json`, for people and tests who wonder what loads. */
export function writeBundleList(out: string, bundled: Bundled): void {
  const names = Object.entries(bundled).map(([file, folders]) => [file, folders.map(packageNameOf)] as const)
  const sorted = Object.fromEntries(names.sort(([one], [other]) => (one < other ? -1 : 1)))
  writeFileSync(join(out, 'bundles.json'), `${JSON.stringify(sorted, null, 2)}\n`)
}

function packageNameOf(folder: string): string {
  const scope = basename(dirname(folder))
  return scope.startsWith('@') ? `${scope}/${basename(folder)}` : basename(folder)
}

function licenseOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string
    version: string
    license?: string
  }
  const file = readdirSync(folder).find(name => /^licen[cs]e/i.test(name))
  const text =
    file === undefined ? 'The package carries no licence file.' : readFileSync(join(folder, file), 'utf8')
  return `${manifest.name} ${manifest.version} (${manifest.license ?? 'unknown'})\n\n${text.trim()}\n`
}
