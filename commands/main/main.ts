import { dispatch } from './dispatch.ts'
import { processContext } from './process-context.ts'

/** Runs the command line of this process and answers its exit code. `built` is the URL of the build's folder. */
export function runMain(argv: readonly string[], version: string, built: URL): Promise<number> {
  return dispatch(argv, processContext(version, built))
}
