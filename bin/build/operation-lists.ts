import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { CommittedFiles } from './committed-files.ts'

/** A file and the operations that it declares or handles. */
interface Listed {
  readonly path: string
  readonly ids: readonly string[]
}

const note = (what: string, where = 'folders') =>
  `// Made by \`npm run build\` from the ${where} beside it: a new ${what} stands here without an edit.\n`

/**
 * The lists through which operations are found, as text by their path: what `src/contract/<group>/` declares, what
 * `emulator/operations/<group>/` handles, and what `commands/api/views/` shows. They are read as text, so that they can
 * be made before anything loads.
 */
export function operationLists(root: string): CommittedFiles {
  const inventory = inventoryOf(root)
  const declared = listedIn(
    root,
    'src/contract',
    inventory.groups,
    /^export const (\w+) = define(?:Operation|List|File)\(/gm,
  )
  const handled = listedIn(
    root,
    'emulator/operations',
    inventory.groups,
    /^export const (\w+): (?:Refusing|Long)?Handler<'\1'> =/gm,
  )
  const inOrder = (files: readonly Listed[]) =>
    files.flatMap(({ ids }) => ids).toSorted((a, b) => inventory.placeOf(a) - inventory.placeOf(b))
  return {
    'src/contract/declared.ts': [
      note('operation'),
      ...files('import', declared),
      '\n/** Every operation of the API that is declared, by its id, in the order of the inventory. */\n',
      `export const declared = {\n${inOrder(declared)
        .map(id => `  ${id},\n`)
        .join('')}}\n`,
    ].join(''),
    'emulator/operations/index.ts': [
      note('operation'),
      "import type { Handlers } from '../rules/context/context.ts'\n",
      ...files('import', handled),
      '\n/** The code of every operation, by id. A missing one does not compile. */\n',
      `export const handlers: Handlers = {\n${inOrder(handled)
        .map(id => `  ${id},\n`)
        .join('')}}\n`,
    ].join(''),
    'commands/api/views/index.ts': viewList(root),
  }
}

/** Views by the name of their file; each loads when it is needed. */
function viewList(root: string): string {
  const folder = join(root, 'commands/api/views')
  const rows = filesIn(folder).flatMap(name => {
    const text = readFileSync(join(folder, name), 'utf8')
    const [, render] = /^export const (\w+): View =/m.exec(text) ?? []
    if (render === undefined) return []
    const view = basename(name, '.ts')
    return [
      `  ${/^\w+$/.test(view) ? view : `'${view}'`}: async () => (await import('./${name}')).${render},\n`,
    ]
  })
  return [
    note('view', 'files'),
    "import type { View } from '../view.ts'\n",
    '\n/** How answers are shown, by the names that operations declare. */\n',
    `export const views: Readonly<Record<string, () => Promise<View>>> = {\n${rows.join('')}}\n`,
  ].join('')
}

function files(word: string, listed: readonly Listed[]): string[] {
  return listed.map(({ path, ids }) => `${word} { ${ids.join(', ')} } from './${path}'\n`)
}

/** The operations of each group's folder, file by file. */
function listedIn(root: string, folder: string, groups: readonly string[], pattern: RegExp): Listed[] {
  return groups.flatMap(group => {
    const path = group.replaceAll('_', '-')
    return filesIn(join(root, folder, path)).flatMap(name => {
      const text = readFileSync(join(root, folder, path, name), 'utf8')
      const ids = [...text.matchAll(pattern)].map(([, id = '']) => id)
      return ids.length === 0 ? [] : [{ path: `${path}/${basename(name)}`, ids: ids.toSorted() }]
    })
  })
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => name.endsWith('.ts'))
      .toSorted()
  } catch (error) {
    // A group of the inventory of which nothing is there yet.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** The groups, and where an operation stands; one that the inventory does not name stands at the end. */
function inventoryOf(root: string) {
  const text = readFileSync(join(root, 'src/contract/inventory/endpoints.tsv'), 'utf8')
  const rows = text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(line => line.split('\t'))
  const ids = rows.map(([, , , id = '']) => id)
  return {
    groups: [...new Set(rows.map(([group = '']) => group))],
    placeOf: (id: string) => (ids.includes(id) ? ids.indexOf(id) : ids.length),
  }
}
