/** How much an update changes each parameter, measured where somebody looks: ‖Δw‖ / ‖w‖. */
import { backend } from '../backend/index'
import type { Handle } from '../backend/types'
import { release } from '../core/storage'
import type { Tensor } from '../core/tensor'
import type { Module } from '../nn/module'
import { quickNorm } from '../probe/measure-tensor'

/** Measuring takes at most one part in so many of the time. */
const SHARE = 20

export class UpdateWatch {
  /** Whether somebody looks. */
  wanted = false
  private readonly ratios = new WeakMap<Tensor, number>()
  private ended = -Infinity
  private cost = 0

  /** Whether the next update is measured: somebody looks, and its time has come. */
  get due(): boolean {
    return this.wanted && performance.now() - this.ended >= SHARE * this.cost
  }

  /** Runs an update of a net's parameters, and measures it where that is {@link due}. */
  around(net: Module, update: () => void): void {
    if (!this.due) return update()
    const begun = performance.now()
    const before = net.parameters().map((tensor) => ({ tensor, handle: tensor.handle }))
    // Kept as they are: what changes in place is then copied first.
    for (const { handle } of before) handle.refs++
    const prepared = performance.now()
    try {
      update()
    } finally {
      const updated = performance.now()
      for (const { tensor, handle } of before) {
        if (tensor.handle !== handle) this.ratios.set(tensor, ratioOf(handle, tensor.handle))
        else if (tensor.grad) this.ratios.set(tensor, 0)
        release(handle)
      }
      this.ended = performance.now()
      this.cost = this.ended - updated + (prepared - begun)
    }
  }

  /** Of the last update that was measured; null: none was. */
  of(parameter: Tensor): number | null {
    return this.ratios.get(parameter) ?? null
  }
}

function ratioOf(before: Handle, after: Handle): number {
  const change = backend.binary('Sub', after, before)
  const ratio = normOf(change) / normOf(before)
  backend.free(change)
  return ratio
}

/** ‖x‖₂ */
export function normOf(handle: Handle): number {
  const quick = quickNorm(handle)
  if (quick !== null) return quick
  let squares = 0
  for (const value of backend.read(handle)) squares += value * value
  return Math.sqrt(squares)
}
