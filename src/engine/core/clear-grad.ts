import { noGrad } from './grad-mode'
import { scope } from './scope'
import type { Tensor } from './tensor'

/** Lets go of a tensor's gradient, as `zero_grad`, or fills it with zeros. */
export function clearGrad(parameter: Tensor, setToNone: boolean): void {
  const { grad } = parameter
  if (!grad) return
  if (setToNone) {
    grad.storage.letGo()
    parameter.grad = null
  } else {
    noGrad(() => scope(() => void grad.zero_()))
  }
}
