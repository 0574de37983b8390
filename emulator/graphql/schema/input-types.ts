import {
  type GraphQLInputFieldConfig,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLNullableInputType,
} from 'graphql'
import type { TSchema } from 'typebox'
import type { Enums } from './enums.ts'
import { leafOf } from './leaf-types.ts'
import { descriptionOf, type Shape, withoutNull } from './members.ts'
import { requireName, typeName } from './names.ts'
import { Json } from './scalars.ts'

/** The types of requests: each body of the contract is one. What GraphQL cannot say of a value, the contract judges. */
export class InputTypes {
  readonly #enums: Enums
  readonly #objects = new Map<string, GraphQLInputObjectType>()

  constructor(enums: Enums) {
    this.#enums = enums
  }

  /** The type of a body, a parameter or a member. */
  of(schema: TSchema, owner: string, member: string): GraphQLNullableInputType {
    const { shape } = withoutNull(schema)
    const leaf = leafOf(shape, this.#enums, { owner, member })
    if (leaf !== undefined) return leaf
    if (shape.type === 'object') return this.#object(shape, typeName(owner, member))
    const { items } = shape
    return new GraphQLList(new GraphQLNonNull(items === undefined ? Json : this.of(items, owner, member)))
  }

  /** The same where it may not be left out. */
  required(schema: TSchema, owner: string, member: string): GraphQLInputType {
    const type = this.of(schema, owner, member)
    return withoutNull(schema).isNullable ? type : new GraphQLNonNull(type)
  }

  #object(shape: Shape, inLine: string): GraphQLInputObjectType {
    const name = `${shape['x-component'] ?? inLine}Input`
    const known = this.#objects.get(name)
    if (known !== undefined) return known
    const owner = name.replace(/Input$/, '')
    const type = new GraphQLInputObjectType({
      name: requireName(name),
      ...descriptionOf(shape),
      fields: () => this.members(shape, owner),
    })
    this.#objects.set(name, type)
    return type
  }

  /** The members of an object, as fields or arguments. */
  members({ properties = {}, required = [] }: Shape, owner: string): Record<string, GraphQLInputFieldConfig> {
    return Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => {
        const isRequired = required.includes(name)
        const type = isRequired ? this.required(schema, owner, name) : this.of(schema, owner, name)
        return [requireName(name), { type, ...descriptionOf(schema as Shape) }]
      }),
    )
  }
}
