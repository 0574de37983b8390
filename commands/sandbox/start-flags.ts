import { dataSetNames } from '../../src/control/data-sets.ts'
import { retryProfileNames } from '../../src/webhooks/retry-profiles.ts'
import type { FlagSpecs } from '../kernel/command.ts'
import { forwardingFlags } from './start-forwarding.ts'

/** How a sandbox is to run. */
export const startFlags = {
  port: {
    kind: 'integer',
    summary: "Port, 0 for a free one; 4332 or this folder's own by default.",
    env: 'IDEADUNES_PORT',
    min: 0,
    max: 65_535,
    valueName: 'N',
  },
  host: {
    kind: 'string',
    summary: 'Address to listen on, such as 0.0.0.0 to be reached from containers; 127.0.0.1 by default.',
    env: 'IDEADUNES_HOST',
    valueName: 'ADDRESS',
  },
  'allow-host': {
    kind: 'strings',
    summary: 'A name, besides those of this machine, by which it may be called: host.docker.internal.',
    env: 'IDEADUNES_ALLOW_HOST',
    valueName: 'NAME',
  },
  data: {
    kind: 'string',
    summary: "Folder of the sandbox's files, or :memory:; the project's .ideadunes by default.",
    env: 'IDEADUNES_DATA',
    valueName: 'PATH',
  },
  'data-set': {
    kind: 'string',
    summary: 'What a new sandbox begins with, and a reset goes back to.',
    env: 'IDEADUNES_DATA_SET',
    options: [...dataSetNames],
    valueName: 'NAME',
  },
  detach: {
    kind: 'boolean',
    summary: 'Run in the background: come back when it is ready.',
    env: 'IDEADUNES_DETACH',
  },
  'allow-live-keys': {
    kind: 'boolean',
    summary: "Let any live key act as the default account's, to paste examples as they are.",
    env: 'IDEADUNES_ALLOW_LIVE_KEYS',
  },
  'allow-origin': {
    kind: 'strings',
    summary: 'A web origin, besides those of this machine, whose pages may call with publishable keys.',
    env: 'IDEADUNES_ALLOW_ORIGIN',
    valueName: 'ORIGIN',
  },
  plan: {
    kind: 'string',
    summary: 'Rate limits of a plan: free, starter, business, scale, enterprise, unlimited, or 5/200/10000.',
    env: 'IDEADUNES_PLAN',
    valueName: 'PLAN',
  },
  'webhooks-to': {
    kind: 'strings',
    summary: 'A host, besides this machine, that webhooks may be sent to; `any` for all.',
    env: 'IDEADUNES_WEBHOOKS_TO',
    valueName: 'HOST',
  },
  'webhook-retries': {
    kind: 'string',
    summary: 'Schedule of retries: of the service (spec), of Svix, short (local), or none; spec by default.',
    options: retryProfileNames,
    env: 'IDEADUNES_WEBHOOK_RETRIES',
    valueName: 'SCHEDULE',
  },
  ...forwardingFlags,
} as const satisfies FlagSpecs
