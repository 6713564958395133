/** Weights under the keys that PyTorch's own class of the net has for them. */
import { readSafetensors, writeSafetensors } from '../../formats/safetensors'
import type { ModulePlan } from '../../plan/plan'
import { pytorchKeys } from '../../plan/pytorch-names'

/** The bytes of a safetensors file under the keys of the source that the net comes from; the same where it has no others. */
export function pytorchStateDict(weights: Uint8Array, plan: ModulePlan): Uint8Array {
  const tensors = readSafetensors(weights)
  const keys = pytorchKeys(plan, tensors.keys())
  if ([...keys].every(([own, written]) => own === written)) return weights
  return writeSafetensors(new Map([...tensors].map(([key, tensor]) => [keys.get(key) ?? key, tensor])))
}
