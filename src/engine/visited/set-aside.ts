/** A look at a net that leaves no trace in its training. */
import type { CompiledNet } from '../build/compile'
import { scope } from '../core/scope'

/**
 * Runs `body` with no gradients in the parameters and hooks that nobody hears; what there was before is there again afterwards:
 * gradients that were added up so far, and the generators of hooks.
 */
export function setAside<T>({ net, hooks }: CompiledNet, body: () => T): T {
  const gradients = net.parameters().map((parameter) => [parameter, parameter.grad] as const)
  for (const [parameter] of gradients) parameter.grad = null
  try {
    return hooks.aside(body)
  } finally {
    scope(() => net.zeroGrad())
    for (const [parameter, gradient] of gradients) parameter.grad = gradient
  }
}
