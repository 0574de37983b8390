import { parseSync, Visitor } from 'rolldown/utils'

/** Functions that take as many arguments as one likes, and so are tempting to hand a whole list. */
const variadic = ['push', 'unshift', 'splice', 'concat', 'min', 'max', 'fromCharCode', 'fromCodePoint', 'of']

/**
 * Calls that hand on a list as arguments, such as `push(...list)`: they throw when the list is long, some 120,000 items,
 * because arguments lie on the stack.
 */
export function listSpreadsIn(file: string, text: string): string[] {
  const { program } = parseSync(file, text)
  const found: string[] = []
  new Visitor({
    CallExpression: ({ callee, arguments: given, start }) => {
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return
      if (!variadic.includes(callee.property.name)) return
      if (!given.some(({ type }) => type === 'SpreadElement')) return
      const line = text.slice(0, start).split('\n').length
      found.push(`${file}:${line} ${callee.property.name}(...)`)
    },
  }).visit(program)
  return found
}
