import { keep, Tensor } from '../core/tensor'

/** A tensor that a module learns: it is kept beyond every scope and listed by `parameters()`. */
export class Parameter extends Tensor {
  constructor(data: Tensor, requiresGrad = true) {
    super(data.storage, data.shape, data.dtype, data.layout)
    keep(this)
    this.requiresGrad = requiresGrad
  }
}

/** A tensor that belongs to a module's state but is not learned; a field that holds one is registered. */
export class Buffer extends Tensor {
  /** @param persistent Whether `stateDict()` lists it; default true. */
  constructor(
    data: Tensor,
    readonly persistent = true,
  ) {
    super(data.storage, data.shape, data.dtype, data.layout)
    keep(this)
  }
}
