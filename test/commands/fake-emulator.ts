import type { PortChoice, ServedSandbox, ServeOptions } from '../../src/control/served-sandbox.ts'

/** An emulator that answers nothing, and notes how it was started and closed. */
export function fakeEmulator(started: ServeOptions[] = []) {
  const state = {
    closed: 0,
    stop: new AbortController(),
    asked: Promise.withResolvers<void>(),
    resumed: false,
    endsBy: 'SIGINT',
    portChoice: { port: 4332, reason: 'ordinary', taken: null, keep: true } as PortChoice,
    crashed: null as ServedSandbox['crashed'],
  }
  return {
    started,
    state,
    context: {
      interrupted: state.stop.signal,
      signal: state.stop.signal,
      serveSandbox: async (options: ServeOptions) => {
        started.push(options)
        const { port = 4332 } = options
        return {
          baseUrl: `http://127.0.0.1:${port}`,
          port,
          portChoice: state.portChoice,
          crashed: state.crashed,
          data: options.data,
          keys: { secret: 'sk_test_a', publishable: 'pk_test_b' },
          tenant: 'tnt_clinic',
          resumed: state.resumed,
          controlToken: 'ctl_a',
          /** Asked for once it is ready, and then it ends. */
          get stopped() {
            setImmediate(() =>
              state.endsBy === 'api' ? state.asked.resolve() : state.stop.abort(state.endsBy),
            )
            return state.asked.promise
          },
          close: async () => {
            state.closed += 1
          },
        }
      },
    },
  }
}
