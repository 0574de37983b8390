import { isDeepStrictEqual } from 'node:util'
import type { ComponentSection, JsonObject, Reference } from './document.ts'

const sections: readonly ComponentSection[] = [
  'schemas',
  'responses',
  'parameters',
  'headers',
  'securitySchemes',
]

/** What several operations share: written down at its first use, referred to from then on, so nothing is unused. */
export class Components {
  readonly #written = new Map<string, JsonObject | null>()

  /** A reference to the component; two different components under one name are a fault of the contract. */
  share(section: ComponentSection, name: string, write: () => JsonObject): Reference {
    const $ref = `#/components/${section}/${name}`
    const earlier = this.#written.get($ref)
    if (earlier === null) return { $ref }
    if (earlier === undefined) this.#written.set($ref, null)
    const component = write()
    if (earlier !== undefined && !isDeepStrictEqual(earlier, component))
      throw new Error(`Two different components are named ${name} (${section}). Rename one of them.`)
    this.#written.set($ref, component)
    return { $ref }
  }

  /** The `components` of the document, each section sorted by name. */
  toObject(): Record<ComponentSection, JsonObject> {
    const namesOf = (section: ComponentSection) => {
      const prefix = `#/components/${section}/`
      return [...this.#written]
        .filter(([ref]) => ref.startsWith(prefix))
        .map(([ref, component]) => [ref.slice(prefix.length), component] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1))
    }
    return Object.fromEntries(
      sections.map(section => [section, Object.fromEntries(namesOf(section))]),
    ) as Record<ComponentSection, JsonObject>
  }
}
