import { backend } from '../backend'
import type { Handle } from '../backend/types'
import { isUsual } from '../backend/usual'
import type { Usual } from '../backend/usual'

/**
 * Whether a single number is as it is almost always. A step that is captured does not wait for it: it goes on as if it were, and is
 * taken back where it was not.
 */
export function expected(x: Handle, usual: Usual): boolean {
  return backend.expect ? backend.expect(x, usual) : isUsual(backend.read(x)[0]!, usual)
}
