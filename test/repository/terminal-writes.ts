import { parseSync, Visitor } from 'rolldown/utils'

/** Places where a module names the terminal: `console`, `process.stdout` or `process.stderr`. */
export function terminalWritesIn(file: string, text: string): string[] {
  const { program } = parseSync(file, text)
  const found: string[] = []
  new Visitor({
    MemberExpression: ({ object, property, start }) => {
      if (object.type !== 'Identifier' || property.type !== 'Identifier') return
      const isStream = object.name === 'process' && ['stdout', 'stderr'].includes(property.name)
      if (!isStream && object.name !== 'console') return
      const line = text.slice(0, start).split('\n').length
      found.push(`${file}:${line} ${object.name}.${property.name}`)
    },
  }).visit(program)
  return found
}
