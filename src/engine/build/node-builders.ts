/** How the engine makes and runs each node type: PyTorch's keyword arguments to our constructors and functions. */
import type { NodeBuilder } from '../nn/node-builder'
import { allBuilders } from './all-builders'

/** How a node type is made and run. Errors: the engine does not have it. */
export function nodeBuilder(type: string): NodeBuilder {
  const found = Object.hasOwn(allBuilders, type) ? allBuilders[type] : undefined
  if (!found) throw new RangeError(`The engine has no node type '${type}'.`)
  return found
}
