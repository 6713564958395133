/** Functions of each value that have no parameters. Shape: any. */
import { operator } from '../onnx/writing/forms'
import { defineNode } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'

function defineFunction(type: string, doc: string): NodeDefinition {
  const name = type.toLowerCase()
  return defineNode({
    type,
    category: 'math',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`,
    stem: name,
    plainStem: true,
    pytorch: { function: `torch.${name}` },
    onnx: operator(type),
    calls: ['functional'],
  })
}

export const mathFunctions: readonly NodeDefinition[] = [
  defineFunction('Exp', 'eˣ of each value.'),
  defineFunction('Log', 'The natural logarithm of each value.'),
  defineFunction('Sqrt', 'The square root of each value.'),
  defineFunction('Abs', 'Each value without its sign; the gradient at 0 is 0.'),
  defineFunction('Neg', 'Each value with the other sign.'),
  defineFunction('Sin', 'The sine of each value, in radians.'),
  defineFunction('Cos', 'The cosine of each value, in radians.'),
  defineFunction('Erf', 'The error function of each value.'),
  defineFunction('Sign', '−1, 0 or 1: the sign of each value; its gradient is 0.'),
  defineFunction('Floor', 'The next whole number below each value; its gradient is 0.'),
  defineFunction('Round', 'The nearest whole number, halves to the even one; its gradient is 0.'),
]
