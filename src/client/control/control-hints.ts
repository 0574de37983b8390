/** Which command lists what the control API can be asked for, by the word that stands in its answer. */
const listCommands: Readonly<Record<string, string>> = {
  sandbox: 'sandbox list',
  key: 'sandbox keys list',
  snapshot: 'sandbox snapshot list',
  tenant: 'sandbox tenants list',
  event: 'events list',
  message: 'sandbox messages list',
  fault: 'sandbox faults list',
}

/**
 * What to do about a refusal of the control API (`/_sandbox`), where the hint of its code speaks of the v2 API;
 * undefined where that hint is right.
 */
export function controlHint(code: string, message: string): string | undefined {
  if (code !== 'not_found') return undefined
  const [, noun = ''] = /^There is no (\w+)/.exec(message) ?? []
  const list = listCommands[noun]
  return list === undefined
    ? 'The sandbox that runs may be of another release than this command; see `ideadunes sandbox status`.'
    : `\`ideadunes ${list}\` shows those that are there.`
}
