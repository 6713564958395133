import { z } from 'zod'
import { literal, operand } from '../pytorch/python'
import { defineNode } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * Values below `min` become min, above `max` max; outside, the gradient is 0. Shape: any.
 * Errors: neither is given → `torch.clamp: At least one of 'min' or 'max' must not be None`.
 */
export const clamp = defineNode({
  type: 'Clamp',
  category: 'math',
  doc: 'Keeps values between two bounds.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.clamp.html',
  stem: 'clamp',
  pytorch: {
    expression: ([x], { min, max }) => {
      const args = Object.entries({ min, max }).filter(([, value]) => value !== null)
      return `${operand(x)}.clamp(${args.map(([name, value]) => `${name}=${literal(value)}`).join(', ')})`
    },
  },
  onnx: (node) => {
    const { min, max } = node.params
    const bound = (value: number | null, name: string) =>
      value === null ? undefined : node.number(value, name)
    return node.op('Clip', [node.input(), bound(min, 'min'), bound(max, 'max')])
  },
  calls: ['functional'],
  params: {
    min: z.number().nullable().default(null).meta({ doc: 'The lower bound, or none.', initial: 0 }),
    max: z.number().nullable().default(null).meta({ doc: 'The upper bound, or none.' }),
  },
  shape: ({ params: { min, max }, inputs }) => {
    if (min === null && max === null) {
      throw new RuleError("torch.clamp: At least one of 'min' or 'max' must not be None", {
        param: 'min',
        remedy: tell('rules.clamp.give_one_of_them', 'Give one of them.'),
        fixes: [
          { kind: 'set', label: tell('rules.clamp.min_0_as_relu', 'min=0, as ReLU'), params: { min: 0 } },
        ],
      })
    }
    return inputs['input']?.shape ?? []
  },
})
