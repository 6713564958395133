import { z } from 'zod'
import { defineActivation, inplace } from './activation'

/** x above the threshold, `value` from the threshold down. Shape: any. */
export const threshold = defineActivation({
  type: 'Threshold',
  doc: 'Replaces values up to a threshold by a fixed one.',
  stem: 'threshold',
  onnx: (node) => {
    const { threshold: limit, value } = node.params
    const x = node.input()
    const below = node.op('LessOrEqual', [x, node.number(limit, 'threshold')])
    return node.op('Where', [below, node.number(value), x])
  },
  params: {
    threshold: z.number().meta({ doc: 'Values up to here are replaced.', initial: 0 }),
    value: z.number().meta({ doc: 'What they become.', initial: 0 }),
    inplace,
  },
})
