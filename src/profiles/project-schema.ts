import { type Setting, settings } from './settings.ts'

/** The JSON Schema of `ideadunes.config.json`, for editors. */
export function projectSchema(): object {
  const members = Object.entries(settings as Readonly<Record<string, Setting>>).map(([name, setting]) => [
    name,
    {
      description: setting.summary,
      ...(setting.kind === 'text'
        ? { type: 'string', minLength: 1 }
        : { type: 'integer', minimum: setting.min, maximum: setting.max }),
      examples: [setting.example],
    },
  ])
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'ideadunes.config.json',
    description: 'Settings of a project for the ideadunes command line. Secrets do not belong here.',
    type: 'object',
    additionalProperties: false,
    properties: { $schema: { type: 'string' }, ...Object.fromEntries(members) },
  }
}
