/** The poolings by a norm: one definition, told apart by the number of dimensions. */
import { z } from 'zod'
import { lpPool } from '../onnx/writing/pools'
import { sizeUnit } from '../params/param-types'
import { defineNode, inputAt } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'
import { ceilMode, pooledShape, windowParams, windowSize, windowsOf } from './pooling'
import type { PoolRank } from './pooling'

/** Shape: `(N, C, L)` to `(N, C, L_out)`; see `defineLPPool`. */
export const lpPool1d = defineLPPool(1, 'Takes the p-norm of each window of a signal.')

/** Shape: `(N, C, H, W)` to `(N, C, H_out, W_out)`; see `defineLPPool`. */
export const lpPool2d = defineLPPool(2, 'Takes the p-norm of each window.')

/** Shape: `(N, C, D, H, W)` to `(N, C, D_out, H_out, W_out)`; see `defineLPPool`. */
export const lpPool3d = defineLPPool(3, 'Takes the p-norm of each window of a volume.')

/**
 * The p-norm of each window: (Σ xᵖ)^(1/p). Shape: see `pooledShape`.
 * Errors: nothing is left of the input → `Given input size: …`.
 */
function defineLPPool(rank: PoolRank, doc: string): NodeDefinition {
  const type = `LPPool${rank}d`
  return defineNode({
    type,
    category: 'pooling',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html`,
    stem: 'pool',
    pytorch: { since: () => (rank === 3 ? '2.4' : undefined) },
    onnx: (node) => lpPool(node, windowsOf(node.params, rank), node.params.norm_type),
    params: {
      norm_type: z.number().meta({ doc: 'The power p: 1 adds up, 2 is the Euclidean norm.', initial: 2 }),
      ...windowParams(rank),
      stride: windowSize(rank, 1)
        .nullable()
        .default(null)
        .meta({ doc: 'Step of the window; none: the kernel size.', unit: sizeUnit(rank) }),
      ceil_mode: ceilMode,
    },
    shape: (call) =>
      pooledShape(inputAt(call, 'input').shape, { ...call.params, padding: 0, dilation: 1 }, type, rank),
  })
}
