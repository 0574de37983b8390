import type { Connection } from './connection.ts'
import type { FleetTools } from './fleet-options.ts'
import { openOwnServer } from './own-server.ts'
import { createProcessServer, type ProcessServer } from './process-server.ts'
import type { Start } from './start-options.ts'
import { createTemplates } from './templates.ts'
import { warnOfBug } from './warn-of-bug.ts'

const tools: FleetTools = { reportBug: warnOfBug }
const templates = createTemplates()
let shared: ProcessServer | undefined

/** Opens a sandbox in this process. Those in memory that listen nowhere share one server. */
export async function openInProcess(start: Start): Promise<Connection> {
  const isInside = start.port === undefined && start.data === ':memory:'
  if (!isInside) return await openOwnServer(start, templates, tools)
  shared ??= createProcessServer(templates, tools)
  return await shared.open(start)
}
