/** What the adaptive poolings share: their params, and the size of the output. */
import { z } from 'zod'
import { adaptivePool } from '../onnx/writing/pools'
import { formatShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'
import { wrongRank } from './pooling'
import { sizeUnit } from '../params/param-types'
import { forRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'

export interface AdaptiveSpec {
  type: `Adaptive${'Avg' | 'Max'}Pool${1 | 2}d`
  doc: string
}

type OutputSize = number | null | [number | null, number | null]

/** Shape: input `(N, C, H, W)` or `(N, C, L)`, output the same with `output_size` at the end. */
export function defineAdaptivePooling({ type, doc }: AdaptiveSpec): NodeDefinition {
  const flat = type.endsWith('1d')
  const side = z.int().min(1).nullable()
  const sizes = flat
    ? z.int().min(1).meta({ control: 'pair', min: 1, count: 1 })
    : z.union([side, z.tuple([side, side])]).meta({ control: 'pair', min: 1 })
  return defineNode({
    type,
    category: 'pooling',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html`,
    stem: 'pool',
    onnx: (node) => adaptivePool(node, type.includes('Avg') ? 'Average' : 'Max', flat ? 1 : 2),
    params: {
      output_size: (sizes as z.ZodType<OutputSize, OutputSize>).meta({
        doc: flat
          ? 'Length of the output.'
          : 'Height and width of the output; null in a pair keeps that side of the input.',
        unit: sizeUnit(flat ? 1 : 2),
        initial: 1,
      }),
    },
    shape: (call) => {
      const { shape } = inputAt(call, 'input')
      checkInput(shape, type)
      const size = call.params.output_size
      if (flat) return [...shape.slice(0, -1), Array.isArray(size) ? (size[0] ?? 1) : (size ?? 1)]
      const [height, width] = Array.isArray(size) ? size : [size, size]
      return [...shape.slice(0, -2), height ?? shape.at(-2) ?? 1, width ?? shape.at(-1) ?? 1]
    },
  })
}

function checkInput(shape: Shape, type: AdaptiveSpec['type']): void {
  const flat = type.endsWith('1d')
  const least = flat ? 2 : 3
  if (shape.length === least || shape.length === least + 1) return
  const operation = `adaptive_${type.includes('Avg') ? 'avg' : 'max'}_pool${flat ? 1 : 2}d`
  const colon = operation === 'adaptive_max_pool2d' ? ':' : ''
  throw new RuleError(
    flat
      ? wrongRank(shape, operation)
      : `${operation}(): Expected 3D or 4D tensor, but got${colon} ${formatShape(shape)}`,
    {
      handle: 'input',
      remedy: `${type} needs samples with channels and ${flat ? 'a length' : 'height and width'}.`,
      fixes: forRank(type, shape, least + 1),
    },
  )
}
