import { zerosLike } from '../core/create'
import { edgeTo, type AccumulateGrad } from '../core/record'
import { RemovableHandle } from '../core/removable-handle'
import { Tensor, type TapeHook } from '../core/tensor'
import { NotImplementedError, RuntimeError } from '../errors'
import { checkRoot } from './check-root'
import { runBackward } from './engine'

export { CustomFunction as Function, FunctionContext, type FunctionGradients } from './function'
export { enableGrad, isGradEnabled, noGrad, withGradMode } from '../core/grad-mode'

export interface BackwardOptions {
  /** Keep what the backward pass needs, so that it can run again; default false. */
  retainGraph?: boolean
  /** Not supported: true is an error. */
  createGraph?: boolean
}

/**
 * Adds the gradient of `x` to the `grad` of every leaf it was computed from.
 *
 * @param gradient The gradient of `x` itself; needed unless `x` is a single value.
 * Errors: no gradient path; more than one value and no `gradient`; a graph already freed (PyTorch's sentences).
 */
export function backward(
  x: Tensor,
  gradient: Tensor | null = null,
  { retainGraph = false, createGraph = false }: BackwardOptions = {},
): void {
  refuseSecondOrder(createGraph)
  checkRoot(x, gradient, 0)
  runBackward({ roots: [x], gradients: [gradient], retainGraph })
}

export interface GradOptions extends BackwardOptions {
  gradOutputs?: readonly (Tensor | null)[] | Tensor | null
  /** Give null for inputs that were not used, instead of an error; default false. */
  allowUnused?: boolean
  /** Give zeros for inputs that were not used, instead of an error; default false. */
  materializeGrads?: boolean
}

/** The gradients of the sum of `outputs` with respect to `inputs`; no leaf's `grad` changes. */
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: GradOptions = {},
): (Tensor | null)[] {
  refuseSecondOrder(options.createGraph ?? false)
  const roots = outputs instanceof Tensor ? [outputs] : outputs
  const wanted = inputs instanceof Tensor ? [inputs] : inputs
  const given = options.gradOutputs instanceof Tensor ? [options.gradOutputs] : (options.gradOutputs ?? [])
  const gradients = roots.map((_, i) => given[i] ?? null)
  roots.forEach((root, i) => checkRoot(root, gradients[i]!, i))
  const results = runBackward({ roots, gradients, retainGraph: options.retainGraph ?? false, inputs: wanted })
  if (options.materializeGrads) return results.map((result, i) => result ?? zerosLike(wanted[i]!))
  if (!options.allowUnused && results.includes(null)) {
    throw new RuntimeError(
      'One of the differentiated Tensors appears to not have been used in the graph. Set allowUnused: true if this is the desired behavior.',
    )
  }
  return results
}

function refuseSecondOrder(createGraph: boolean): void {
  if (!createGraph) return
  throw new NotImplementedError(
    'createGraph is not supported: the backward pass is not recorded, so that gradients have no gradients of their own. Leave it out.',
  )
}

/**
 * Calls `hook` with the gradient of `x`, the sum over all that used it, each time it is computed; what it returns replaces it.
 *
 * Errors: `x` requires no gradient → `cannot register a hook on a tensor that doesn't require gradient`.
 */
export function registerHook(x: Tensor, hook: TapeHook): RemovableHandle {
  const edge = edgeTo(x)
  if (!edge) throw new RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
  const { node, index } = edge
  node.hooks ??= new Map()
  const hooks = node.hooks.get(index) ?? new Set()
  node.hooks.set(index, hooks)
  // A function registered twice runs twice, so each registration is a function of its own.
  const own: TapeHook = (gradient) => hook(gradient)
  hooks.add(own)
  return new RemovableHandle(() => hooks.delete(own))
}

/** Keeps the gradient of a tensor that is not a leaf in its `grad`, as it is after all hooks. */
export function retainGrad(x: Tensor): void {
  if (!x.requiresGrad) throw new RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
  if (!x.gradFn) return
  x.gradFn.retained ??= new Map()
  x.gradFn.retained.set(x.outputIndex, x)
}

/** Calls `hook` with a leaf after its `grad` was updated. */
export function registerPostAccumulateGradHook(x: Tensor, hook: (leaf: Tensor) => void): RemovableHandle {
  if (x.gradFn) throw new RuntimeError('post accumulate grad hooks cannot be registered on non-leaf tensors')
  const edge = edgeTo(x)
  if (!edge) throw new RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
  const { afterHooks } = edge.node as AccumulateGrad
  const own = (leaf: Tensor): void => hook(leaf)
  afterHooks.add(own)
  return new RemovableHandle(() => afterHooks.delete(own))
}
