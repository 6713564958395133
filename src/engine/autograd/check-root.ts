import { sameShape, shapeText } from '../core/shape'
import type { Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'

/** Errors: what PyTorch says of a tensor that no backward pass can start from. */
export function checkRoot(x: Tensor, gradient: Tensor | null, index: number): void {
  if (!x.requiresGrad) {
    throw new RuntimeError(`element ${index} of tensors does not require grad and does not have a grad_fn`)
  }
  if (gradient) {
    if (sameShape(gradient.shape, x.shape)) return
    throw new RuntimeError(
      `Mismatch in shape: grad_output[${index}] has a shape of torch.Size(${shapeText(gradient.shape)}) and output[${index}] has a shape of torch.Size(${shapeText(x.shape)}).`,
    )
  }
  if (x.numel() !== 1) throw new RuntimeError('grad can be implicitly created only for scalar outputs')
}
