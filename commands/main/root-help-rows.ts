import type { ContractFiles, HelpRow, RootHelp } from '../kernel/contract-files.ts'
import { oclifTopics } from '../kernel/plugin-folder.ts'
import { commandSummaries, writtenIds } from './catalogue.ts'

/** What `ideadunes --help` lists. The build asks and keeps the answer: the tools load to tell their summaries. */
export async function rootHelpRows(contract: Pick<ContractFiles, 'index'>): Promise<RootHelp> {
  const api = Object.keys(contract.index())
  const groups = [...new Set(api.map(id => id.split(':')[0] ?? ''))]
  const ofSandbox = writtenIds.filter(id => id.startsWith('sandbox:'))
  const sandbox = ofSandbox.filter(id => id.split(':').length === 2)
  // `sandbox clock` and its like have one row each, however many verbs stand behind them.
  const parts = ofSandbox.filter(id => !sandbox.includes(id)).map(id => id.split(':').slice(0, 2).join(':'))
  // Verbs that are written by hand stand with those of the API: `events tail` beside `events list`.
  const verbs = [...api, ...writtenIds]
  // `keys` and `config` are topics of their own, which no operation is in.
  const ownGroups = new Set(writtenIds.filter(id => id.includes(':')).map(id => id.split(':')[0] ?? ''))
  const own = [...ownGroups]
    .filter(group => group !== 'sandbox' && !groups.includes(group))
    .map(group => groupRow(group, writtenIds))
  const tools = writtenIds.filter(id => !id.includes(':'))
  return {
    api: groups.map(group => groupRow(group, verbs)),
    sandbox: groupRow('sandbox', sandbox),
    parts: [...new Set(parts)].map(part => groupRow(part, ofSandbox)),
    tools: [...(await commandSummaries(tools, contract)), ...own, ...Object.entries(oclifTopics)],
  }
}

/** A group and the verbs that stand behind it. */
function groupRow(group: string, ids: readonly string[]): HelpRow {
  const verbs = ids.filter(id => id.startsWith(`${group}:`)).map(id => id.slice(group.length + 1))
  return [group.replaceAll(':', ' '), verbs.map(verb => verb.replaceAll(':', ' ')).join(', ')]
}
