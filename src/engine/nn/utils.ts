/** `nn.utils`: what is done to gradients between the backward pass and the step. */
import { backend } from '../backend'
import { noGrad } from '../core/grad-mode'
import { scope } from '../core/scope'
import { tensor, zeros } from '../core/create'
import { Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { stack, where } from '../ops'
import '../methods'
import { floatText } from './text'

export interface ClipGradNormOptions {
  /** The p of the norm; Infinity takes the largest absolute value; default 2. */
  normType?: number
  /** Fail where the norm is NaN or infinite; default false. */
  errorIfNonfinite?: boolean
}

/**
 * Scales all gradients in place by min(1, maxNorm/(norm + 1e-6)), with the norm of all of them as one vector; returns that norm
 * as it was before.
 *
 * Errors: a norm that is not finite, where `errorIfNonfinite` is set.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
 */
export function clipGradNorm_(
  parameters: Tensor | Iterable<Tensor>,
  maxNorm: number,
  { normType = 2, errorIfNonfinite = false }: ClipGradNormOptions = {},
): Tensor {
  const grads = gradientsOf(parameters)
  if (grads.length === 0) return tensor(0)
  return noGrad(() =>
    scope(() => {
      const norms = grads.map((grad) => norm(grad, normType))
      const total = norms.length === 1 ? norms[0]! : norm(stack(norms), normType)
      const value = total.item()
      if (errorIfNonfinite && !Number.isFinite(value)) {
        throw new RuntimeError(
          `The total norm of order ${orderText(normType)} for gradients from \`parameters\` is non-finite, so it cannot be ` +
            'clipped. To disable this error and scale the gradients by the non-finite norm anyway, set `errorIfNonfinite: false`',
        )
      }
      const scale = Math.min(1, maxNorm / (value + 1e-6))
      if (scale !== 1)
        for (const { storage } of grads)
          storage.replace(backend.binary('Mul', storage.handle, backend.scalar(scale, 'float32')))
      return total
    }),
  )
}

/**
 * Clips every value of every gradient in place to ±clipValue.
 *
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_value_.html
 */
export function clipGradValue_(parameters: Tensor | Iterable<Tensor>, clipValue: number): void {
  for (const { storage } of gradientsOf(parameters))
    storage.replace(backend.clip(storage.handle, -clipValue, clipValue))
}

function gradientsOf(parameters: Tensor | Iterable<Tensor>): Tensor[] {
  const list = parameters instanceof Tensor ? [parameters] : [...parameters]
  return list.flatMap(({ grad }) => grad ?? [])
}

/** (Σ|x|ᵖ)^(1/p); the number of values that are not 0 for p = 0. */
function norm(x: Tensor, p: number): Tensor {
  if (x.numel() === 0) return zeros([])
  // TensorFlow's reductions pass over NaN, PyTorch's do not.
  if (p === Infinity) return where(x.isnan().any(), NaN, x.abs().amax())
  if (p === -Infinity) return where(x.isnan().any(), NaN, x.abs().amin())
  if (p === 0) return x.ne(0).float().sum()
  if (p === 1) return x.abs().sum()
  if (p === 2) return x.square().sum().sqrt()
  return x
    .abs()
    .pow(p)
    .sum()
    .pow(1 / p)
}

function orderText(p: number): string {
  return Number.isFinite(p) ? floatText(p) : p > 0 ? 'inf' : '-inf'
}
