import { posix } from 'node:path'
import { parseSync, Visitor } from 'rolldown/utils'

/** How a module reaches another: `type` imports vanish before anything runs. */
export type ImportKind = 'static' | 'dynamic' | 'type'

export interface Import {
  readonly from: string
  /** A path relative to the project's root, or the name of a package. */
  readonly to: string
  readonly kind: ImportKind
}

/** Every import of a module, `export … from`, `import()` and `typeof import()` included. */
export function importsOf(file: string, text: string): Import[] {
  const { program, module, errors } = parseSync(file, text)
  const [fault] = errors
  if (fault !== undefined) throw new Error(`${file}: ${fault.message}`)
  const found: [string, ImportKind][] = []
  for (const { moduleRequest, entries } of module.staticImports)
    found.push([moduleRequest.value, isTypeOnly(entries) ? 'type' : 'static'])
  for (const { entries } of module.staticExports) {
    const [first] = entries
    if (first?.moduleRequest) found.push([first.moduleRequest.value, isTypeOnly(entries) ? 'type' : 'static'])
  }
  new Visitor({
    ImportExpression: ({ source }) => {
      if (source.type === 'Literal') found.push([String(source.value), 'dynamic'])
    },
    TSImportType: ({ source }) => {
      found.push([source.value, 'type'])
    },
  }).visit(program)
  return found.map(([request, kind]) => ({ from: file, to: targetOf(file, request), kind }))
}

/** Loops of modules that import each other, also where only types do; each is one list of files. */
export function cyclesIn(imports: readonly Import[]): string[][] {
  const targets = Map.groupBy(imports, ({ from }) => from)
  const finished = new Set<string>()
  const cycles: string[][] = []
  const visit = (file: string, trail: readonly string[]) => {
    const start = trail.indexOf(file)
    if (start >= 0) cycles.push(trail.slice(start))
    if (start >= 0 || finished.has(file)) return
    for (const { to } of targets.get(file) ?? []) visit(to, [...trail, file])
    finished.add(file)
  }
  for (const file of targets.keys()) visit(file, [])
  return cycles
}

/** What is loaded, files and packages, when a module starts: everything that static imports reach. */
export function loadedBy(entry: string, imports: readonly Import[]): Set<string> {
  const loaded = new Set([entry])
  for (const file of loaded)
    for (const { from, to, kind } of imports) if (from === file && kind === 'static') loaded.add(to)
  return loaded
}

function isTypeOnly(entries: readonly { readonly isType: boolean }[]): boolean {
  return entries.length > 0 && entries.every(({ isType }) => isType)
}

function targetOf(file: string, request: string): string {
  if (request.startsWith('.')) return posix.join(posix.dirname(file), request)
  const [scope = '', name = ''] = request.split('/')
  return request.startsWith('@') ? `${scope}/${name}` : scope
}
