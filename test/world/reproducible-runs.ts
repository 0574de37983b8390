import fc from 'fast-check'

/**
 * Properties draw the same values in every run, so that a change passes or fails for what it is. Whoever looks for new
 * faults sets FAST_CHECK_SEED to another number: `FAST_CHECK_SEED=$RANDOM npx vitest run test/scheduling`.
 */
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20_260_415) })
