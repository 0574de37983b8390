import type { Ready } from './ready.ts'

/** What a detached process tells whoever started it, once: that it is ready, or why it is not. */
export type FirstWord =
  | { readonly kind: 'ready'; readonly ready: Ready }
  /** A failure as `--json` shows it. */
  | { readonly kind: 'failed'; readonly failure: Readonly<Record<string, unknown>> }

/** How far the start of a detached process is, in parts of any size. */
export interface StartProgress {
  readonly kind: 'progress'
  readonly done: number
  readonly of: number
}

/** Who started this process to run on its own, and waits for its first word. */
export interface Starter {
  /** Where this process writes, as people find it; null when that is nowhere. */
  readonly log: string | null
  tell(word: FirstWord): Promise<void>
  /** Says meanwhile how far it is. */
  tellProgress(progress: StartProgress): void
}

/** How a process of its own is to be started. */
export interface DetachWish {
  readonly argv: readonly string[]
  /** The open file that takes its output; null for none. */
  readonly output: number | null
  /** Where people find that file. */
  readonly log: string | null
  /** Told how far it is, until its first word. */
  readonly onProgress?: (done: number, of: number) => void
}

/** A process that was started to run on its own. */
export interface DetachedProcess {
  /** Its first word, or how it ended without one. */
  readonly firstWord: Promise<FirstWord | { readonly kind: 'ended'; readonly how: string }>
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>
  /** Waits until it has ended by itself. */
  readonly ended: Promise<void>
  /** Lets it live on alone: this process need not wait for it. */
  release(): void
}
