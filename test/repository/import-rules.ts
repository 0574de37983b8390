import type { Import } from './imports.ts'

/**
 * What a part of the emulator may import besides itself; what those import is allowed too.
 * `top` is what puts a sandbox together: server.ts, serve.ts and testing/.
 */
const emulatorLayers: Readonly<Record<string, readonly string[]>> = {
  top: ['pipeline', 'graphql', 'control', 'jobs', 'events/delivery', 'seed', 'pages'],
  pipeline: ['operations', 'host'],
  graphql: ['operations', 'host'],
  // The sandbox's own API is an API too: it shares the pipeline's checks, and moves the clock through the jobs.
  control: ['operations', 'host', 'seed', 'pipeline', 'jobs', 'snapshots'],
  snapshots: ['host'],
  jobs: ['operations', 'host', 'clock'],
  seed: ['operations', 'host'],
  // What people see in a browser; it shows nothing of the data.
  pages: ['seed'],
  'events/delivery': ['events/outbox', 'host'],
  host: ['clock'],
  operations: ['scheduling', 'events/outbox', 'store'],
  'events/outbox': ['store'],
  clock: ['store'],
  store: [],
  scheduling: [],
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
  return fromFolder === 'emulator' ? emulatorFaultOf(from, to) : undefined
}

function emulatorFaultOf(from: string, to: string): string | undefined {
  const layer = layerOf(from)
  if (storePackages.includes(to) && layer !== 'store') return 'only emulator/store knows SQL'
  if (layer === 'operations' && to === 'fastify') return 'operations know nothing of HTTP'
  if (!to.startsWith('emulator/')) return undefined
  const target = layerOf(to)
  if (layer === target || reachableFrom(layer).has(target)) return undefined
  return `${layer} may import ${[...reachableFrom(layer)].join(', ') || 'nothing of the emulator'}, not ${target}`
}

/** `emulator/events/outbox.ts` is the layer events/outbox; other folders are one layer each. */
function layerOf(file: string): string {
  const [, folder = '', name = ''] = file.split('/')
  if (folder.endsWith('.ts') || folder === 'testing') return 'top'
  const layer = folder === 'events' ? eventsLayerOf(name) : folder
  if (!(layer in emulatorLayers))
    throw new Error(`${file} is in no layer; name it in ${import.meta.filename}.`)
  return layer
}

/** Folder or files such as `delivery-schedule.ts`; all that is not the outbox serves delivery. */
function eventsLayerOf(name: string): string {
  return name.startsWith('outbox') ? 'events/outbox' : 'events/delivery'
}

function reachableFrom(layer: string): Set<string> {
  const reached = new Set(emulatorLayers[layer])
  for (const next of reached) for (const further of emulatorLayers[next] ?? []) reached.add(further)
  return reached
}
