/** Hardshrink and Softshrink: what lies near 0 becomes 0. Shape: any. */
import { z } from 'zod'
import { float } from '../onnx/attribute-value'
import { defineActivation } from './activation'
import { firstInput } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

const lambd = z.number().default(0.5).meta({ doc: 'Values from −lambd to lambd become 0.' })

/** x beyond ±lambd, else 0. */
export const hardshrink = defineActivation({
  type: 'Hardshrink',
  doc: 'Makes values near 0 zero: x beyond ±lambd, else 0.',
  stem: 'hardshrink',
  onnx: (node) => node.op('Shrink', [node.input()], { lambd: float(node.params.lambd), bias: float(0) }),
  params: { lambd },
})

/** x − lambd above lambd, x + lambd below −lambd, else 0. Errors: a lambd below 0. */
export const softshrink = defineActivation({
  type: 'Softshrink',
  doc: 'Brings every value nearer to 0 by lambd, those near 0 to 0.',
  stem: 'softshrink',
  onnx: (node) =>
    node.op('Shrink', [node.input()], {
      lambd: float(node.params.lambd),
      bias: float(node.params.lambd),
    }),
  params: { lambd },
  shape: (call) => {
    const { lambd: given } = call.params
    if (given >= 0) return firstInput(call).shape
    throw new RuleError(
      `lambda must be in range [0, 3.40282e+38] for input dtype Float, but found ${given}`,
      {
        param: 'lambd',
        remedy: tell('rules.shrink.not_below_0', 'Use 0 or more.'),
        fixes: [{ kind: 'set', label: `lambd=${-given}`, params: { lambd: -given } }],
      },
    )
  },
})
