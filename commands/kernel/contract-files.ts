import { readFileSync } from 'node:fs'
import type { CommandIndex, OperationTexts } from '../../src/contract/commands/command-index.ts'
import type { ErrorIndex } from '../../src/contract/errors/error-index.ts'

/** The contract as the build wrote it, each part read when it is asked for. */
export interface ContractFiles {
  index(): CommandIndex
  /** What `ideadunes --help` lists, so that it loads neither the index nor a command. */
  rootHelp(): Promise<RootHelp>
  texts(operationId: string): OperationTexts
  errors(): ErrorIndex
  /** The `data` of a made-up event of each type, by type. */
  eventSamples(): EventSamples
  /** The OpenAPI document, as text. */
  openapi(): string
  /** A seed file that shows all there is, as text. */
  seedExample(): string
}

/** The rows of `ideadunes --help`, by section: a name, and verbs or a summary. */
export interface RootHelp {
  readonly api: readonly HelpRow[]
  /** `sandbox` itself: all its verbs are shown. */
  readonly sandbox: HelpRow
  /** `sandbox clock` and its like. */
  readonly parts: readonly HelpRow[]
  readonly tools: readonly HelpRow[]
}

export type HelpRow = readonly [name: string, text: string]

export type EventSamples = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Reads the contract from a folder: `dist/contract/`. */
export function contractFilesIn(folder: URL): ContractFiles {
  let index: CommandIndex | undefined
  const read = (path: string) => readFileSync(new URL(path, folder), 'utf8')
  return {
    index: () => {
      index ??= JSON.parse(read('index.json')) as CommandIndex
      return index
    },
    rootHelp: async () => JSON.parse(read('root-help.json')) as RootHelp,
    texts: operationId => JSON.parse(read(`operations/${operationId}.json`)) as OperationTexts,
    errors: () => JSON.parse(read('errors.json')) as ErrorIndex,
    eventSamples: () => JSON.parse(read('event-samples.json')) as EventSamples,
    openapi: () => read('openapi.json'),
    seedExample: () => read('seed.example.yaml'),
  }
}
