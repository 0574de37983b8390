/** What plugins and our own commands find in `config.options.host` when oclif runs them. */
export interface Host {
  /** Runs one of our own commands in the context of this process, and answers its exit code. */
  runOwn(argv: readonly string[]): Promise<number>
}

/** The host of a config; undefined where something else than this tool loaded it. */
export function hostOf(config: object): Host | undefined {
  return (config as { readonly options?: { readonly host?: Host } }).options?.host
}
