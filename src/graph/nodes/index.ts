/** The registry of node types: one file and one line each. */
import { add } from './add'
import { avgPool2d } from './avg-pool2d'
import { cat } from './cat'
import { conv2d } from './conv2d'
import { crossEntropyLoss } from './cross-entropy-loss'
import { dataset } from './dataset'
import type { NodeDefinition } from './definition'
import { dropout } from './dropout'
import { flatten } from './flatten'
import { identity } from './identity'
import { input } from './input'
import { linear } from './linear'
import { matMul } from './mat-mul'
import { maxPool2d } from './max-pool2d'
import { moduleInstance } from './module'
import { mseLoss } from './mse-loss'
import { mul } from './mul'
import { output } from './output'
import { relu } from './relu'
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
