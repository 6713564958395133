/** Weights and results as safetensors. */
import { scope } from '../core/scope'
import type { Model } from './model'
import { readTensors, TensorWriter, toTensor } from './tensor-file'

/** The net's `state_dict`. */
export function packWeights({ compiled }: Model): Uint8Array {
  const writer = new TensorWriter()
  for (const [key, value] of compiled.net.stateDict()) writer.add(key, value)
  return writer.bytes()
}

/** Loads a `state_dict`. Errors: PyTorch's sentences for keys and sizes that do not fit. */
export function takeWeights({ compiled }: Model, bytes: Uint8Array): void {
  const tensors = readTensors(bytes)
  scope(() => {
    compiled.net.loadStateDict(new Map([...tensors].map(([key, value]) => [key, toTensor(value)])))
  })
}

/** `loss_curve` and `final/<key>`. */
export function packResult({ compiled }: Model, losses: readonly number[]): Uint8Array {
  const writer = new TensorWriter()
  writer.addValues('loss_curve', [losses.length], Float32Array.from(losses))
  for (const [key, value] of compiled.net.stateDict()) writer.add(`final/${key}`, value)
  return writer.bytes()
}
