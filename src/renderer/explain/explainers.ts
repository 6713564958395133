/** Which operations are taken apart: the next one is a file and a row. */
import { activations } from './activations'
import { conv2d } from './conv2d'
import { crossEntropy } from './cross-entropy'
import type { Explainer } from './explanation'
import { linear } from './linear'
import { batchNorm, layerNorm } from './normalizations'
import { passing } from './passing'
import { avgPool2d, maxPool2d } from './pool2d'
import { logSoftmax, softmax } from './softmax'

const EXPLAINERS: Readonly<Record<string, Explainer>> = {
  ...activations,
  AvgPool2d: avgPool2d,
  BatchNorm1d: batchNorm,
  BatchNorm2d: batchNorm,
  Conv2d: conv2d,
  CrossEntropyLoss: crossEntropy,
  Flatten: passing,
  Identity: passing,
  LayerNorm: layerNorm,
  Linear: linear,
  LogSoftmax: logSoftmax,
  MaxPool2d: maxPool2d,
  Reshape: passing,
  Softmax: softmax,
  Squeeze: passing,
  Unflatten: passing,
  Unsqueeze: passing,
}

/** By node type; null: its numbers are not taken apart. */
export function explainerFor(type: string): Explainer | null {
  return Object.hasOwn(EXPLAINERS, type) ? EXPLAINERS[type]! : null
}
