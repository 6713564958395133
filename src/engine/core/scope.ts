import { closeScope, openScope, type Storage } from './storage'
import { Tensor } from './tensor'

/**
 * Runs `body` and frees every tensor made in it, but for those it returns (in arrays or plain objects too), those given to
 * `keep`, parameters, their `grad`, and optimiser state.
 */
export function scope<T>(body: () => T): T {
  const opened = openScope()
  let survivors: Storage[] = []
  try {
    const result = body()
    if (result instanceof Promise)
      throw new TypeError('scope() needs a synchronous function: await outside it')
    survivors = storagesIn(result)
    return result
  } finally {
    closeScope(opened, survivors)
  }
}

function storagesIn(value: unknown, found: Storage[] = []): Storage[] {
  if (value instanceof Tensor) {
    found.push(value.storage)
    if (value.grad) found.push(value.grad.storage)
  } else if (Array.isArray(value)) {
    for (const entry of value) storagesIn(entry, found)
  } else if (
    value !== null &&
    typeof value === 'object' &&
    Object.getPrototypeOf(value) === Object.prototype
  ) {
    for (const entry of Object.values(value)) storagesIn(entry, found)
  }
  return found
}
