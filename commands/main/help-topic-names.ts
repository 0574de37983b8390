/** Pages of `ideadunes help` that describe no command; their texts load when they are asked for. */
export const helpTopicNames = ['exit-codes', 'environment'] as const

export type HelpTopicName = (typeof helpTopicNames)[number]

/** Whether `ideadunes help WORD` asks for such a page. */
export function isHelpTopic(word: string | undefined): word is HelpTopicName {
  return helpTopicNames.some(name => name === word)
}
