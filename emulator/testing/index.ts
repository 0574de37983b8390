export type { FaultEffect, FaultRequest, FaultView } from '../../src/control/fault-control.ts'
export type { MessageKind, MessageView } from '../../src/control/message-control.ts'
export type {
  ClockView,
  FiredJob,
  KeyMade,
  KeyRequest,
  KeyView,
  LoggedRequest,
  PlanLimits,
  TenantRequest,
  TenantView,
} from '../../src/control/sandbox-control.ts'
export { exitCodes, Failure, type FailureKind } from '../../src/failure/failure.ts'
export type { Advance, SandboxTime } from './clock.ts'
export { type ConnectOptions, connectSandbox } from './connect-sandbox.ts'
export type { Duration } from './duration.ts'
export type { EventType, SandboxEvent } from './event-type.ts'
export type { AwaitedEvent, EventFilter, SandboxEvents } from './events.ts'
export type { SandboxFaults } from './faults.ts'
export type { Instant } from './instant.ts'
export type { SandboxKeys, SandboxTenants } from './keys.ts'
export type { AwaitedMessage, MessageFilter, SandboxMessages } from './messages.ts'
export type { AwaitedRequest, RequestFilter, SandboxRequests } from './requests.ts'
export type { ForkOptions, Sandbox, SandboxClientOptions } from './sandbox.ts'
export type { StartClock, StartOptions } from './start-options.ts'
export { startSandbox } from './start-sandbox.ts'
export type { WaitOptions } from './wait-until.ts'
