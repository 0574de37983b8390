import { copyFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type CodeSplittingGroup, rolldown } from 'rolldown'
import {
  lateRouter,
  leaveOutside,
  type Outside,
  ownTable,
  parserOnly,
  requireBuiltins,
  slimFastify,
} from './bundle-plugins.ts'
import { writeAscii, writeScripts } from './write-scripts.ts'

/** The folders of the packages in each bundled file, by the file's name. */
export type Bundled = Readonly<Record<string, readonly string[]>>

interface Bundle {
  readonly name: string
  readonly entry: string
  /** Further entries by name, which share chunks with the first. */
  readonly more?: Readonly<Record<string, string>>
  readonly outside: readonly Outside[]
  /** What the names of its chunks begin with; its own name by default. */
  readonly chunks?: string
  /** Its files are scripts (src/scripts/compiled-scripts.ts), not modules. */
  readonly scripts?: true
  /** For code that expects CommonJS. */
  readonly banner?: string
  /** oclif itself runs in it, not only its parser. */
  readonly wholeOclif?: true
  /** Files of packages that it reads, by the names that they get beside it. */
  readonly files?: Readonly<Record<string, string>>
  /** Modules that stand in one file. */
  readonly groups?: readonly CodeSplittingGroup[]
}

const commonJsNames = 'const __filename = import.meta.filename, __dirname = import.meta.dirname'

/** Each is bundled by itself: what one command needs must not become a chunk that all of them load. */
const bundles: readonly Bundle[] = [
  {
    name: 'cli',
    entry: 'commands/main/cli.ts',
    outside: [
      { pattern: /\/emulator\/(?:server\/serve|store\/sqlite\/check-pages)\.ts$/, as: './emulator.js' },
      { pattern: /\/oclif-host\.ts$/, as: './oclif-host.js' },
      // A native module, as better-sqlite3 below.
      { pattern: /^@napi-rs\/keyring$/ },
    ],
    banner: commonJsNames,
    groups: [
      // What every command loads is one file: left alone, what other chunks need of it too becomes files of its own.
      { name: 'main', tags: ['$initial'] },
      { name: 'sandbox', test: /\/(commands\/sandbox|src\/client)\//, minShareCount: 2 },
    ],
  },
  // The help of the tool is asked for more often than all else, and needs next to nothing of it.
  { name: 'root-help', entry: 'commands/main/print-root-help.ts', outside: [] },
  // What oclif reads is the same code: the bundle before, asked for everything.
  // With it all of oclif, for where a plugin is: together, so that there is one of each of its classes.
  {
    name: 'oclif',
    entry: 'commands/main/oclif.ts',
    more: { 'oclif-host': 'commands/plugins/oclif-host.ts' },
    outside: [{ pattern: /\/cli\.ts$/, as: './cli.js' }],
    banner: commonJsNames,
    wholeOclif: true,
  },
  {
    name: 'emulator',
    entry: 'src/scripts/built-emulator.ts',
    outside: [],
  },
  // A native module finds its binary next to its own files.
  {
    name: 'emulator-index',
    entry: 'emulator/index.ts',
    chunks: 'emulator',
    outside: [
      { pattern: /^better-sqlite3$/ },
      { pattern: /^ajv\/dist\/2020\.js$/, as: './emulator-late-ajv.cjs' },
      { pattern: /^rrule-temporal$/, as: './emulator-late-rrule.cjs' },
      { pattern: /^temporal-polyfill$/, as: './emulator-late-temporal.cjs' },
    ],
    scripts: true,
    // As above: data sets that are drawn load on their own, and share much with what every start loads.
    groups: [{ name: 'main', tags: ['$initial'] }],
  },
  // What no start needs, and code needs at once where it needs it: `late` in their names has them loaded when they are
  // used. Together, so that there is one Temporal.
  {
    name: 'emulator-late-ajv',
    entry: 'node_modules/ajv/dist/2020.js',
    more: {
      'emulator-late-rrule': 'node_modules/rrule-temporal/dist/index.js',
      'emulator-late-temporal': 'node_modules/temporal-polyfill/index.js',
    },
    chunks: 'emulator-late',
    outside: [],
    scripts: true,
  },
  // A thread begins with a file.
  { name: 'yaml-thread', entry: 'emulator/seed/file/yaml-thread.ts', outside: [] },
  // So does this one; its WebAssembly lies beside it.
  {
    name: 'run-thread',
    entry: 'emulator/optimizer/run-thread.ts',
    outside: [],
    files: { 'highs.wasm': 'highs/runtime' },
  },
  {
    name: 'client',
    entry: 'src/client/index.ts',
    // Together, so that both throw the same `Failure`. The emulator is that of the command line.
    more: { testing: 'emulator/testing/index.ts' },
    outside: [{ pattern: /\/in-process\.ts$/, as: './emulator.js' }],
  },
]

/** Writes the files of each bundle, named after it, and their chunks; answers what went into each of them. */
export async function bundleAll(root: string, out: string): Promise<Bundled> {
  const files = await Promise.all(bundles.map(bundle => bundleOne(root, out, bundle)))
  return Object.assign({}, ...files) as Bundled
}

async function bundleOne(root: string, out: string, bundle: Bundle): Promise<Bundled> {
  const build = await rolldown({
    cwd: root,
    input: mapped({ [bundle.name]: bundle.entry, ...bundle.more }, entry => join(root, entry)),
    platform: 'node',
    plugins: [
      leaveOutside(bundle.outside),
      bundle.wholeOclif ? ownTable : parserOnly,
      slimFastify,
      lateRouter,
      ...(bundle.scripts ? [] : [requireBuiltins]),
    ],
    onLog: (level, log) => {
      if (level === 'warn' && log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message)
    },
  })
  const extension = bundle.scripts ? 'cjs' : 'js'
  const { output } = await build.write({
    dir: out,
    format: bundle.scripts ? 'cjs' : 'esm',
    entryFileNames: `[name].${extension}`,
    chunkFileNames: `${bundle.chunks ?? bundle.name}-[name].${extension}`,
    // Names stay, for stack traces; syntax and white space cost bytes at every start.
    minify: { compress: true, mangle: false, codegen: true },
    ...(bundle.banner !== undefined && { banner: bundle.banner }),
    ...(bundle.groups !== undefined && { codeSplitting: { groups: [...bundle.groups] } }),
  })
  await build.close()
  for (const [name, file] of Object.entries(bundle.files ?? {}))
    copyFileSync(createRequire(join(root, 'package.json')).resolve(file), join(out, name))
  const chunks = output.filter(file => file.type === 'chunk')
  const paths = chunks.map(({ fileName }) => join(out, fileName))
  if (bundle.scripts) writeScripts(paths)
  else writeAscii(paths)
  return Object.fromEntries(chunks.map(({ fileName, moduleIds }) => [fileName, packageFoldersOf(moduleIds)]))
}

function mapped(
  record: Readonly<Record<string, string>>,
  map: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))
}

export function packageFoldersOf(moduleIds: readonly string[]): readonly string[] {
  const folders = moduleIds.map(id => /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(plainPath(id))?.[1])
  return [...new Set(folders.filter(folder => folder !== undefined))].sort()
}

/** rolldown marks modules that it made up with a zero character. */
function plainPath(id: string): string {
  return id.replaceAll('\\', '/').replace(/^\0/, '')
}
