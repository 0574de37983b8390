/** Keys that a test presses. */
export function fakeKeys() {
  const waiting: string[] = []
  let wake = () => {}
  async function* pressed(signal: AbortSignal): AsyncGenerator<string> {
    signal.addEventListener('abort', () => wake())
    while (!signal.aborted) {
      const key = waiting.shift()
      if (key !== undefined) yield key
      else
        await new Promise<void>(resolve => {
          wake = resolve
        })
    }
  }
  return {
    pressed,
    press(...keys: string[]) {
      waiting.push(...keys)
      wake()
    },
  }
}
