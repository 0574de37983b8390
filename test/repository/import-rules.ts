import type { Import } from './imports.ts'

/**
 * What a part of the emulator may import besides itself. Rights are inherited: what those import is allowed too.
 * Every folder stands here; one that does not is a fault.
 */
const emulatorLayers: Readonly<Record<string, readonly string[]>> = {
  scheduling: [],
  store: [],
  'clock/time': [],
  'store/sqlite': ['store'],
  'events/outbox': ['store'],
  objects: ['store'],
  rules: ['scheduling', 'objects', 'events/outbox'],
  operations: ['rules'],
  sandbox: ['store', 'clock/time'],
  'events/delivery': ['events/outbox', 'sandbox'],
  calls: ['operations', 'sandbox'],
  'clock/jobs': ['calls'],
  // What a sandbox does with runs by itself, in threads.
  optimizer: ['calls'],
  seed: ['calls'],
  // Judges values by schemas of the contract: requests, and what comes in files.
  validation: [],
  fleet: ['clock/jobs', 'events/delivery', 'optimizer', 'seed', 'objects', 'store/sqlite', 'validation'],
  pipeline: ['calls', 'fleet'],
  control: ['pipeline'],
  graphql: ['pipeline'],
  server: ['control', 'graphql'],
  testing: ['server'],
  index: ['server', 'testing'],
}

/** The same for what people type: `kernel` is what a command is, `main` finds and starts one. */
const commandLayers: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  // oclif itself, and what its own plugins bring.
  plugins: ['kernel'],
  connect: ['kernel'],
  api: ['connect'],
  ask: ['connect'],
  doctor: ['sandbox'],
  account: ['connect'],
  about: ['kernel'],
  listen: ['connect'],
  events: ['listen'],
  webhooks: ['listen'],
  audit: ['connect'],
  sandbox: ['listen'],
  main: ['plugins', 'ask', 'doctor', 'api', 'account', 'about', 'events', 'webhooks', 'audit', 'sandbox'],
}

/** Only the store knows SQL. */
const storePackages = ['kysely', 'better-sqlite3']

/** Says what is wrong with an import, or nothing. Type imports count: they tie modules together for readers. */
export function faultOf({ from, to, kind }: Import): string | undefined {
  const [fromFolder, toFolder] = [from, to].map(path => path.split('/')[0])
  if (fromFolder === 'src' && (toFolder === 'commands' || toFolder === 'emulator'))
    return 'src is shared: it imports neither commands nor the emulator'
  if (fromFolder === 'emulator' && toFolder === 'commands') return 'the emulator knows no commands'
  if (fromFolder === 'commands' && toFolder === 'emulator') {
    if (!from.startsWith('commands/sandbox/')) return 'only commands/sandbox imports the emulator'
    if (kind === 'static') return 'commands/sandbox loads the emulator with import(), when it is needed'
  }
  const isShipped = fromFolder !== 'test' && fromFolder !== 'bench'
  if (isShipped && (toFolder === 'test' || toFolder === 'bench'))
    return 'what is shipped imports neither tests nor the bench'
  if (fromFolder === 'commands' && toFolder === 'commands')
    return layerFaultOf(commandLayers, commandLayerOf(from), commandLayerOf(to))
  return fromFolder === 'emulator' ? emulatorFaultOf(from, to) : undefined
}

function emulatorFaultOf(from: string, to: string): string | undefined {
  const layer = emulatorLayerOf(from)
  if (storePackages.includes(to) && !layer.startsWith('store')) return 'only emulator/store knows SQL'
  if (['operations', 'rules'].includes(layer) && to === 'fastify') return 'operations know nothing of HTTP'
  if (!to.startsWith('emulator/')) return undefined
  return layerFaultOf(emulatorLayers, layer, emulatorLayerOf(to))
}

function layerFaultOf(
  layers: Readonly<Record<string, readonly string[]>>,
  from: string,
  to: string,
): string | undefined {
  const allowed = reachableFrom(layers, from)
  if (from === to || allowed.has(to)) return undefined
  return `${from} may import ${[...allowed].join(', ') || 'nothing beside itself'}, not ${to}`
}

/** `emulator/store/sqlite/a.ts` is in the layer store/sqlite; a file at the root is the index. */
function emulatorLayerOf(file: string): string {
  const [, folder = '', name = ''] = file.split('/')
  const part = name.replace(/\.ts$/, '')
  const layer = folder.endsWith('.ts')
    ? 'index'
    : `${folder}/${part}` in emulatorLayers
      ? `${folder}/${part}`
      : folder
  return known(emulatorLayers, layer, file)
}

function commandLayerOf(file: string): string {
  return known(commandLayers, file.split('/')[1] ?? '', file)
}

function known(layers: Readonly<Record<string, unknown>>, layer: string, file: string): string {
  if (layer in layers) return layer
  throw new Error(`${file} is in no layer; name it in ${import.meta.filename}.`)
}

function reachableFrom(layers: Readonly<Record<string, readonly string[]>>, layer: string): Set<string> {
  const reached = new Set(layers[layer])
  for (const next of reached) for (const further of layers[next] ?? []) reached.add(further)
  return reached
}
