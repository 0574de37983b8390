import { basename, dirname } from 'node:path/posix'
import { parseSync, Visitor } from 'rolldown/utils'

/** Something that a module exports, as far as it says what it is: what it calls, or the type that is written beside it. */
export interface Export {
  readonly file: string
  readonly name: string
  /** `defineOperation` in `export const a = defineOperation({})`. */
  readonly madeBy: string | undefined
  /** `Handler` in `export const a: Handler<'a'> = …`. */
  readonly type: string | undefined
}

/** A declared operation, as far as its places follow from it. */
export interface Placed {
  readonly id: string
  readonly group: string
}

/** How many source files a folder may have, its subfolders not counted, before somebody asks whether it is two. */
export const mostFiles = 25

/** Everything that a module exports by name, what it passes on from others too. */
export function exportsOf(file: string, text: string): Export[] {
  const found: Export[] = []
  const note = (name: string, more: Partial<Export> = {}) =>
    found.push({ file, name, madeBy: undefined, type: undefined, ...more })
  new Visitor({
    ExportNamedDeclaration: ({ declaration, specifiers }) => {
      for (const { exported } of specifiers) note('name' in exported ? exported.name : exported.value)
      if (declaration?.type === 'FunctionDeclaration') note(declaration.id?.name ?? '')
      if (declaration?.type !== 'VariableDeclaration') return
      for (const { id, init } of declaration.declarations) {
        if (id.type !== 'Identifier') continue
        const callee = init?.type === 'CallExpression' ? init.callee : undefined
        const type = id.typeAnnotation?.typeAnnotation
        note(id.name, {
          madeBy: callee?.type === 'Identifier' ? callee.name : undefined,
          type:
            type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier'
              ? type.typeName.name
              : undefined,
        })
      }
    },
  }).visit(parseSync(file, text).program)
  return found
}

/**
 * Declarations and handlers that do not stand where the path says. An operation is declared in
 * `src/contract/<group>/<x>.ts` and handled in `emulator/operations/<group>/<x>.ts`, and nowhere else.
 */
export function misplacedOperations(
  operations: readonly Placed[],
  contract: readonly Export[],
  emulator: readonly Export[],
): string[] {
  const ids = operations.map(({ id }) => id)
  const declarations = contract.filter(({ madeBy }) =>
    ['defineOperation', 'defineList', 'defineFile'].includes(madeBy ?? ''),
  )
  const handlers = emulator.filter(({ name, type }) => type?.endsWith('Handler') || ids.includes(name))
  const faults = operations.flatMap(({ id, group }) => {
    const declared = declarations.filter(({ name }) => name === id).map(({ file }) => file)
    const handled = handlers.filter(({ name }) => name === id).map(({ file }) => file)
    const [file = `src/contract/${folderOf(group)}/?.ts`] = declared
    const places = [
      [`declared in ${declared}`, declared, `src/contract/${folderOf(group)}/${basename(file)}`],
      [`handled in ${handled}`, handled, `emulator/operations/${folderOf(group)}/${basename(file)}`],
    ] as const
    return places
      .filter(([, files, place]) => files.length !== 1 || files[0] !== place)
      .map(([what, , place]) => `${id} is ${what}, not in ${place}`)
  })
  const strangers = [...declarations, ...handlers].filter(({ name }) => !ids.includes(name))
  return [...faults, ...strangers.map(({ file, name }) => `${name} in ${file} belongs to no operation`)]
}

/** Operations without a test file of their own name, as the path of it. */
export function missingTests(operations: readonly Placed[], files: readonly string[]): string[] {
  return operations
    .map(({ id, group }) => `test/operations/${folderOf(group)}/${kebab(id)}.test.ts`)
    .filter(path => !files.includes(path))
}

/** Files at the root of a top folder that are no index. */
export function looseFiles(folders: readonly string[], files: readonly string[]): string[] {
  return files.filter(file => folders.includes(dirname(file)) && !/^index\.\w+$/.test(basename(file)))
}

/**
 * Folders with more source files than `mostFiles` and no reason, as `folder: files`; and reasons that are needed no
 * more. Files of subfolders count there.
 */
export function crowdedFolders(
  files: readonly string[],
  reasons: Readonly<Record<string, string>>,
): string[] {
  const counts = new Map([...Map.groupBy(files, dirname)].map(([folder, inside]) => [folder, inside.length]))
  const crowded = [...counts].filter(([folder, count]) => count > mostFiles && !(folder in reasons))
  const idle = Object.keys(reasons).filter(folder => (counts.get(folder) ?? 0) <= mostFiles)
  return [
    ...crowded.map(([folder, count]) => `${folder}: ${count}`),
    ...idle.map(folder => `${folder}: needs no reason any more`),
  ]
}

function folderOf(group: string): string {
  return group.replaceAll('_', '-')
}

/** `listBookings` as `list-bookings`. */
function kebab(id: string): string {
  return id.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}
