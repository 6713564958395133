/** Other numbers in the place of those of a tensor. */
import { noGrad } from '../../core/grad-mode'
import { scope } from '../../core/scope'
import type { HeldValues } from '../../core/storage'
import { fromHandle, fromValues, inLayout, keep } from '../../core/tensor'
import type { Tensor } from '../../core/tensor'
import '../../methods'

/** A tensor of the same shape, type and layout with these values, row-major. */
export function like({ shape, dtype, layout }: Tensor, values: Float32Array): Tensor {
  const typed =
    dtype === 'float32'
      ? values.slice()
      : dtype === 'bool'
        ? Uint8Array.from(values)
        : Int32Array.from(values)
  return inLayout(fromValues(typed, shape, dtype), layout)
}

/** Changes a tensor in place. */
export function write(tensor: Tensor, values: Float32Array): void {
  scope(() => {
    const { handle } = like(tensor, values)
    handle.refs++
    tensor.storage.replace(handle)
  })
}

/** Puts held values back, into another tensor where the net was built anew meanwhile. */
export function takeBack(into: Tensor, held: HeldValues, from: Tensor): void {
  if (into === from) {
    into.storage.putBack(held)
    return
  }
  scope(() => {
    held.handle.refs++
    const values = keep(fromHandle(held.handle, from.shape, from.layout))
    noGrad(() => (into as Tensor & { copy_: (source: Tensor) => Tensor }).copy_(values))
    values.dispose()
  })
}
