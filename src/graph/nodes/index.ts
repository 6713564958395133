/** The registry of node types: one file and one line each. */
import { add } from './add'
import { avgPool2d } from './avg-pool2d'
import { batchNorm1d } from './batch-norm1d'
import { batchNorm2d } from './batch-norm2d'
import { cat } from './cat'
import { conv2d } from './conv2d'
import { crossEntropyLoss } from './cross-entropy-loss'
import { dataset } from './dataset'
import type { NodeDefinition } from './definition'
import { dropout } from './dropout'
import { flatten } from './flatten'
import { groupNorm } from './group-norm'
import { identity } from './identity'
import { input } from './input'
import { instanceNorm1d } from './instance-norm1d'
import { instanceNorm2d } from './instance-norm2d'
import { layerNorm } from './layer-norm'
import { linear } from './linear'
import { localResponseNorm } from './local-response-norm'
import { matMul } from './mat-mul'
import { maxPool2d } from './max-pool2d'
import { moduleInstance } from './module'
import { mseLoss } from './mse-loss'
import { mul } from './mul'
import { output } from './output'
import { relu } from './relu'
import { rmsNorm } from './rms-norm'
import { sub } from './sub'

/** Every node type, in the order of the palette within its category. */
export const nodeDefinitions: readonly NodeDefinition[] = [
  dataset,
  input,
  output,
  linear,
  conv2d,
  relu,
  maxPool2d,
  avgPool2d,
  batchNorm1d,
  batchNorm2d,
  layerNorm,
  groupNorm,
  instanceNorm1d,
  instanceNorm2d,
  rmsNorm,
  localResponseNorm,
  dropout,
  flatten,
  identity,
  add,
  sub,
  mul,
  matMul,
  cat,
  mseLoss,
  crossEntropyLoss,
  moduleInstance,
]

const byType = new Map(nodeDefinitions.map((definition) => [definition.type, definition]))

/** The node type of that name, as PyTorch writes it. */
export function nodeDefinition(type: string): NodeDefinition | undefined {
  return byType.get(type)
}
