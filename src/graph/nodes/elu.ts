import { z } from 'zod'
import { float } from '../onnx/attribute-value'
import { defineActivation, inplace, overwriting } from './activation'

/** x above 0, alpha · (eˣ − 1) from 0 down. Shape: any. */
export const elu = defineActivation({
  type: 'ELU',
  doc: 'ReLU that bends smoothly to −alpha below 0.',
  stem: 'elu',
  pytorch: { function: 'F.elu', arguments: (params) => overwriting(params, params.alpha) },
  onnx: (node) => node.op('Elu', [node.input()], { alpha: float(node.params.alpha) }),
  params: {
    alpha: z.number().default(1).meta({ doc: 'How far below 0 it goes.' }),
    inplace,
  },
})
