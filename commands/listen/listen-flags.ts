import type { FlagSpecs } from '../kernel/command.ts'
import { replaySinceFlag } from './beginning.ts'
import { sourceFlags } from './choose-source.ts'
import { secretFlag } from './signing-secret.ts'

export const forwardToFlag = {
  kind: 'strings',
  summary: 'Where events go: a port, localhost:3000/hook or a URL; again for another target.',
  env: 'IDEADUNES_LISTEN_FORWARD_TO',
  valueName: 'TARGET',
} as const

export const eventsFlag = {
  kind: 'strings',
  summary: 'Only these types: booking.*,!booking.reminder_due.',
  env: 'IDEADUNES_LISTEN_EVENTS',
  valueName: 'PATTERN',
} as const

export const listenFlags = {
  'forward-to': forwardToFlag,
  route: {
    kind: 'strings',
    summary: "Some types to a target of their own: 'payment.*=localhost:3001/pay'.",
    env: 'IDEADUNES_LISTEN_ROUTE',
    valueName: 'PATTERN=TARGET',
  },
  events: eventsFlag,
  'replay-since': replaySinceFlag,
  headers: {
    kind: 'strings',
    summary: "A header to send along: 'X-A: b'; again for another.",
    env: 'IDEADUNES_LISTEN_HEADERS',
    valueName: 'HEADER',
  },
  secret: secretFlag,
  'print-secret': {
    kind: 'boolean',
    summary: 'Print the signing secret, nothing else, and end.',
    env: 'IDEADUNES_LISTEN_PRINT_SECRET',
  },
  'write-env': {
    kind: 'string',
    summary: 'Write the secret into this file as IDEADUNES_WEBHOOK_SECRET; all else in it stays.',
    env: 'IDEADUNES_LISTEN_WRITE_ENV',
    valueName: 'FILE',
  },
  once: { kind: 'boolean', summary: 'End after one event.', env: 'IDEADUNES_LISTEN_ONCE' },
  'exit-after': {
    kind: 'integer',
    summary: 'End after so many events.',
    env: 'IDEADUNES_LISTEN_EXIT_AFTER',
    min: 1,
    max: 1_000_000,
    valueName: 'N',
  },
  timeout: {
    kind: 'integer',
    summary: 'How many seconds a target may take to answer; 15 by default.',
    env: 'IDEADUNES_LISTEN_TIMEOUT',
    min: 1,
    max: 3_600,
    valueName: 'SECONDS',
  },
  'fail-on-non-2xx': {
    kind: 'boolean',
    summary: 'Exit with 3 in the end if a target did not take an event.',
    env: 'IDEADUNES_LISTEN_FAIL_ON_NON_2XX',
  },
  'skip-verify': {
    kind: 'boolean',
    summary: 'Take any certificate of an https target.',
    env: 'IDEADUNES_LISTEN_SKIP_VERIFY',
  },
  ca: {
    kind: 'string',
    summary: 'Certificates to trust, as PEM.',
    env: 'IDEADUNES_LISTEN_CA',
    valueName: 'FILE',
  },
  'allow-remote': {
    kind: 'boolean',
    summary: 'Let targets be on other machines.',
    env: 'IDEADUNES_LISTEN_ALLOW_REMOTE',
  },
  ...sourceFlags,
} as const satisfies FlagSpecs
