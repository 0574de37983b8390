/**
 * Ends everything that a list names, in its order, whatever the steps before threw: one that cannot be ended must not
 * keep the others open. Throws the first error at the end.
 */
export async function closeAll(steps: readonly (() => unknown)[]): Promise<void> {
  const errors: unknown[] = []
  for (const step of steps) {
    try {
      await step()
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
}
