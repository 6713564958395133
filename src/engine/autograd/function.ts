/** Operations with a backward pass of their own. */
import { withGradMode } from '../core/grad-mode'
import { recordMany } from '../core/record'
import { zeros } from '../core/create'
import { broadcastShapes, sameShape, shapeText, type Shape } from '../core/shape'
import { alias, Tensor, type Gradients } from '../core/tensor'
import { NotImplementedError, RuntimeError } from '../errors'
import { sumTo } from '../ops/broadcast'

/** What `forward` and `backward` of a function share for one call; anything may be stored on it. */
export class FunctionContext {
  [field: string]: unknown
  /** For each argument, whether it is a tensor that wants a gradient. */
  readonly needsInputGrad: readonly boolean[]
  #saved: readonly (Tensor | null)[] = []
  #fixed: readonly Tensor[] = []
  #materializes = true

  constructor(needsInputGrad: readonly boolean[]) {
    this.needsInputGrad = needsInputGrad
  }

  /** Keeps inputs or outputs for `backward`; changing one in place before it runs is an error. */
  saveForBackward(...tensors: (Tensor | null)[]): void {
    this.#saved = tensors
  }

  /** What `saveForBackward` was given. */
  get savedTensors(): readonly (Tensor | null)[] {
    return this.#saved
  }

  /** Says that these outputs have no gradient. */
  markNonDifferentiable(...outputs: Tensor[]): void {
    this.#fixed = outputs
  }

  /** Whether `backward` gets zeros (the default) or null for an output that nothing flowed to. */
  setMaterializeGrads(value: boolean): void {
    this.#materializes = value
  }

  /** @internal What was said with the three methods above. */
  settings(): { saved: readonly Tensor[]; fixed: readonly Tensor[]; materializes: boolean } {
    const saved = this.#saved.filter((x) => x !== null)
    return { saved, fixed: this.#fixed, materializes: this.#materializes }
  }
}

/** Arguments of `apply` from those of `forward`, which gets the context first. */
interface Applicable<Args extends unknown[], Result> {
  readonly name: string
  forward(ctx: FunctionContext, ...args: Args): Result
}

/** What `backward` may give: a gradient (or null) for each argument of `forward`; a lone one needs no list. */
export type FunctionGradients = Tensor | null | readonly (Tensor | null)[]

/**
 * The base of operations with a backward pass of their own, as `torch.autograd.Function`:
 *
 * ```ts
 * class Cube extends autograd.Function {
 *   static override forward(ctx: autograd.FunctionContext, x: Tensor): Tensor {
 *     ctx.saveForBackward(x)
 *     return x.pow(3)
 *   }
 *   static override backward(ctx: autograd.FunctionContext, grad: Tensor): Tensor {
 *     return ctx.savedTensors[0]!.square().mul(3).mul(grad)
 *   }
 * }
 * const y = Cube.apply(x)
 * ```
 *
 * Neither of the two is recorded. Source: https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.Function
 */
// oxlint-disable-next-line typescript/no-extraneous-class -- PyTorch's functions are classes with static methods.
export abstract class CustomFunction {
  /** Computes the outputs (a tensor or a list): `forward(ctx, ...args)`. */
  static forward(_ctx: FunctionContext, ..._args: never[]): unknown {
    throw new NotImplementedError('You must implement the forward function for custom autograd.Function.')
  }

  /** Gives the gradient of each argument, null for those that have none: `backward(ctx, ...gradients of the outputs)`. */
  static backward(_ctx: FunctionContext, ..._grads: never[]): FunctionGradients {
    throw new NotImplementedError(
      'You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD.',
    )
  }

  /** Runs `forward` and records it as one operation. */
  static apply<Args extends unknown[], Result>(this: Applicable<Args, Result>, ...args: Args): Result {
    const own = this as typeof CustomFunction & Applicable<Args, Result>
    const ctx = new FunctionContext(args.map((arg) => arg instanceof Tensor && arg.requiresGrad))
    const given = withGradMode(false, () => own.forward(ctx, ...args))
    const outputs = separate(Array.isArray(given) ? (given as unknown[]) : [given], args)
    recordCall(own, ctx, args, outputs)
    return (Array.isArray(given) ? outputs : outputs[0]) as Result
  }
}

/** An output that is an input too (or comes twice) becomes a tensor of its own. */
function separate(outputs: readonly unknown[], args: readonly unknown[]): unknown[] {
  return outputs.map((output, i) =>
    output instanceof Tensor && (args.includes(output) || outputs.indexOf(output) < i)
      ? alias(output)
      : output,
  )
}

function recordCall(
  own: typeof CustomFunction,
  ctx: FunctionContext,
  args: readonly unknown[],
  outputs: readonly unknown[],
): void {
  const { saved, fixed, materializes } = ctx.settings()
  const inputs = args.filter((arg) => arg instanceof Tensor)
  const results = outputs.filter((output) => output instanceof Tensor)
  const shapes = results.map(({ shape }) => shape)
  const name = `${own.name}Backward`
  const backward = (grads: Gradients): Gradients => {
    const whole = grads.map((grad, i) => grad ?? (materializes ? zeros(shapes[i]!) : null))
    // The person may keep what they see.
    for (const grad of whole) if (grad) grad.storage.held = true
    const byOutput = outputs.map((output) =>
      output instanceof Tensor ? whole[results.indexOf(output)]! : null,
    )
    return checked(name, own.backward(ctx, ...(byOutput as never[])), args)
  }
  recordMany(name, inputs, results, backward, saved)
  for (const output of fixed) output.gradFn = null
}

/** The gradients of the arguments that are tensors, in their order. */
function checked(name: string, given: FunctionGradients, args: readonly unknown[]): Gradients {
  const list = given === null || given instanceof Tensor ? [given] : given
  const extra = list.slice(args.length).some((grad) => grad !== null)
  if (list.length < args.length || extra) {
    throw new RuntimeError(
      `function ${name} returned an incorrect number of gradients (expected ${args.length}, got ${list.length})`,
    )
  }
  return args.flatMap((arg, i) => {
    const grad = list[i] ?? null
    if (arg instanceof Tensor) return [grad && fitted(name, grad, arg.shape, i)]
    if (grad === null) return []
    throw new RuntimeError(
      `function ${name} returned a gradient different than None at position ${i + 1}, but the corresponding forward input was not a Variable`,
    )
  })
}

/** A gradient summed over the dimensions along which its input would have been broadcast. */
function fitted(name: string, grad: Tensor, shape: Shape, index: number): Tensor {
  if (sameShape(grad.shape, shape)) return grad
  if (!isExpansion(grad.shape, shape)) {
    throw new RuntimeError(
      `Function ${name} returned an invalid gradient at index ${index} - got ${shapeText(grad.shape)} but expected shape compatible with ${shapeText(shape)}`,
    )
  }
  return sumTo(grad, shape)
}

function isExpansion(grad: Shape, shape: Shape): boolean {
  try {
    return sameShape(broadcastShapes(grad, shape), grad)
  } catch {
    return false
  }
}
