import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootHelpRows } from '../../commands/main/root-help-rows.ts'
import { buildCommandIndex, buildOperationTexts } from '../../src/contract/commands/command-index.ts'
import { buildErrorIndex } from '../../src/contract/errors/error-index.ts'
import { eventSample } from '../../src/contract/event-samples.ts'
import { type EventType, events } from '../../src/contract/event-types.ts'
import { operations } from '../../src/contract/index.ts'
import { buildOpenApi } from '../../src/contract/openapi/openapi.ts'

/**
 * Writes the contract as JSON, so that the CLI need not load its schemas: `contract/index.json` is read whole at
 * each start, but for `ideadunes --help`, which reads `root-help.json`; `errors.json` on an error,
 * `operations/<id>.json` on `--help` of a command, `openapi.json` by `openapi`, `seed.example.yaml` by
 * `sandbox seed --example`, and `event-samples.json` by commands that take event types.
 */
export async function writeContract(out: string, version: string): Promise<void> {
  const folder = join(out, 'contract')
  mkdirSync(join(folder, 'operations'), { recursive: true })
  const write = (path: string, value: unknown) => writeFileSync(join(folder, path), JSON.stringify(value))
  const index = buildCommandIndex(operations)
  write('index.json', index)
  write('root-help.json', await rootHelpRows({ index: () => index }))
  write('errors.json', buildErrorIndex(operations))
  for (const operation of operations) write(`operations/${operation.id}.json`, buildOperationTexts(operation))
  const types = Object.keys(events) as EventType[]
  write('event-samples.json', Object.fromEntries(types.map(type => [type, eventSample(type)])))
  writeFileSync(join(folder, 'openapi.json'), openApiText(version))
  copyFileSync(new URL('../../docs/seed.example.yaml', import.meta.url), join(folder, 'seed.example.yaml'))
}

/** The OpenAPI document as it is committed and printed. */
export function openApiText(version: string): string {
  return `${JSON.stringify(buildOpenApi(operations, { version }), null, 2)}\n`
}
