/** Weights under the keys that PyTorch's own class of the net has for them. */
import type { GraphDocument } from '../../document/document'
import { readSafetensors, writeSafetensors } from '../../formats/safetensors'
import type { ModulePlan } from '../../plan/plan'
import { pytorchKeys } from '../../plan/pytorch-names'

/** Those that nodes of the net have, which the exported class is made of. */
export function usedWeights(weights: Uint8Array, { unused_weights: unused }: GraphDocument): Uint8Array {
  if (unused === undefined) return weights
  const kept = [...readSafetensors(weights)].filter(([key]) => !Object.hasOwn(unused, key))
  return writeSafetensors(new Map(kept))
}

/** The bytes of a safetensors file under the keys of the source that the net comes from; the same where it has no others. */
export function pytorchStateDict(weights: Uint8Array, plan: ModulePlan): Uint8Array {
  const tensors = readSafetensors(weights)
  const keys = pytorchKeys(plan, tensors.keys())
  if ([...keys].every(([own, written]) => own === written)) return weights
  return writeSafetensors(new Map([...tensors].map(([key, tensor]) => [keys.get(key) ?? key, tensor])))
}
