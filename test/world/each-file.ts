import fc from 'fast-check'
import { afterAll } from 'vitest'
import { closeLeftOpen } from './left-open.ts'

/**
 * Properties draw the same values in every run, so that a change passes or fails for what it is. Whoever looks for new
 * faults sets FAST_CHECK_SEED to another number: `FAST_CHECK_SEED=$RANDOM npx vitest run test/scheduling`.
 */
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20_260_415) })

// The files of the in-process project share a process each, and with it one server.
afterAll(closeLeftOpen)
