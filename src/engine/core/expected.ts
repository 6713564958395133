import { backend } from '../backend'
import type { Handle } from '../backend/types'

/**
 * Whether a single number is as it is almost always. A step that is captured does not wait for it: it goes on as if it were, and is
 * taken back where it was not.
 */
export function expected(x: Handle, holds: (value: number) => boolean): boolean {
  return backend.expect ? backend.expect(x, holds) : holds(backend.read(x)[0]!)
}
