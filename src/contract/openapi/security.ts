import type { Operation } from '../operation.ts'
import type { Components } from './components.ts'
import type { JsonObject } from './document.ts'

/** The two kinds of keys (the reference's Authentication section). */
const securitySchemes = {
  secretKey: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'sk_live_… or sk_test_…',
    description: 'Server-side secret key with full access; keys with the infix test_ belong to sandboxes.',
    'x-source': 'reference',
  },
  publishableKey: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'pk_live_… or pk_test_…',
    description: 'Public key for widgets in a browser; reaches few operations and hides private members.',
    'x-source': 'reference',
  },
} as const satisfies Record<string, JsonObject>

/** The keys that may call an operation: publishable operations are open to secret keys too. */
export function securityOf(scope: Operation['scope'], components: Components): JsonObject[] {
  const allowed = scope === 'secret' ? (['secretKey'] as const) : (['secretKey', 'publishableKey'] as const)
  return allowed.map(name => {
    components.share('securitySchemes', name, () => securitySchemes[name])
    return { [name]: [] }
  })
}
