/** Activations with no parameters but `inplace`. Shape: any. */
import { operator } from '../onnx/writing/forms'
import type { OnnxLowering } from '../onnx/writing/rule'
import { float } from '../onnx/attribute-value'
import { defineActivation, inplace } from './activation'
import type { NodeDefinition } from '../registry/definition'

/** [type, stem, doc, ONNX] */
type Row = readonly [type: string, stem: string, doc: string, onnx: OnnxLowering<unknown>]

const WITHOUT_PARAMS: readonly Row[] = [
  ['Sigmoid', 'sigmoid', 'Squeezes every value into 0 to 1: 1 / (1 + e⁻ˣ).', operator('Sigmoid')],
  [
    'LogSigmoid',
    'log_sigmoid',
    'The logarithm of Sigmoid: ln(1 / (1 + e⁻ˣ)).',
    (node) => node.op('Neg', [node.op('Softplus', [node.op('Neg', [node.input()])])]),
  ],
  ['Tanh', 'tanh', 'Squeezes every value into −1 to 1 by the hyperbolic tangent.', operator('Tanh')],
  [
    'Tanhshrink',
    'tanhshrink',
    'Takes the hyperbolic tangent away: x − tanh(x).',
    (node) => node.op('Sub', [node.input(), node.op('Tanh', [node.input()])]),
  ],
  ['Softsign', 'softsign', 'Squeezes every value into −1 to 1, slowly: x / (1 + |x|).', operator('Softsign')],
]

const WITH_INPLACE: readonly Row[] = [
  [
    'ReLU6',
    'relu6',
    'Keeps values between 0 and 6: min(max(0, x), 6).',
    (node) => node.op('Clip', [node.input(), node.number(0, 'min'), node.number(6, 'max')]),
  ],
  ['SELU', 'selu', 'ELU scaled so that layers keep mean 0 and variance 1.', operator('Selu')],
  [
    'SiLU',
    'silu',
    'Lets each value pass by its own sigmoid: x · sigmoid(x), also called swish.',
    (node) => node.op('Mul', [node.input(), node.op('Sigmoid', [node.input()])]),
  ],
  ['Mish', 'mish', 'A smooth ReLU that dips below 0: x · tanh(ln(1 + eˣ)).', operator('Mish')],
  [
    'Hardswish',
    'hardswish',
    'SiLU made of straight pieces: x · min(max(0, x + 3), 6) / 6.',
    operator('HardSwish'),
  ],
  [
    'Hardsigmoid',
    'hardsigmoid',
    'Sigmoid made of straight pieces: min(max(0, x + 3), 6) / 6.',
    (node) => node.op('HardSigmoid', [node.input()], { alpha: float(1 / 6), beta: float(0.5) }),
  ],
]

export const plainActivations: readonly NodeDefinition[] = [
  ...WITH_INPLACE.map(([type, stem, doc, onnx]) =>
    defineActivation({ type, stem, doc, onnx, params: { inplace } }),
  ),
  ...WITHOUT_PARAMS.map(([type, stem, doc, onnx]) =>
    defineActivation({
      type,
      stem,
      doc,
      onnx,
      // PyTorch keeps these two outside `nn.functional`.
      ...(type === 'Sigmoid' || type === 'Tanh'
        ? { pytorch: { function: `torch.${type.toLowerCase()}` } }
        : {}),
    }),
  ),
]
