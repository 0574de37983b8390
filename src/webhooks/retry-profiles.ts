/** By which schedule failed webhooks are sent again: the service's own, Svix's, one to watch, or never. */
export const retryProfileNames = ['spec', 'svix', 'local', 'none'] as const

export type RetryProfile = (typeof retryProfileNames)[number]
