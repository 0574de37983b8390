import type { Renderer } from './renderer.ts'

/**
 * Answers that a list of members does not show well, by operation: each loads when it is needed. `--json` writes the
 * answer as it is, whether it is listed here or not.
 */
export const renderers: Readonly<Record<string, () => Promise<Renderer>>> = {
  getAvailableSlots: async () => (await import('./render-slots.ts')).renderSlots,
  searchAvailability: async () => (await import('./render-search.ts')).renderSearch,
  validateBooking: async () => (await import('./render-validation.ts')).renderValidation,
}
