import type { FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { SandboxStatus } from '../../src/control/sandbox-control.ts'
import type { Fleet } from '../fleet/fleet.ts'
import type { FleetSandbox } from '../fleet/fleet-sandbox.ts'

/** The sandboxes that one token opens. */
export interface FleetControl {
  /** What a caller must know: written where only this user can read it. */
  readonly token: string
  readonly fleet: Fleet
  readonly status: (target: FleetSandbox) => Promise<Omit<SandboxStatus, 'version' | 'clock'>>
  readonly stop: () => void
}

/** The control that a request's token opens; nobody gets to a handler without one. */
export type ControlOf = (request: FastifyRequest) => FleetControl

/** Judges bodies of the control API. Throws `validation_failed`. */
export type ReadBody = <Schema extends TSchema>(schema: Schema, value: unknown) => Static<Schema>

/** The sandbox that a request is about: the one that its X-Sandbox names by id or name, else the main one. */
export type TargetOf = (request: FastifyRequest) => FleetSandbox
