/** Activations with no parameters but `inplace`. Shape: any. */
import { defineActivation, inplace } from './activation'
import type { NodeDefinition } from './definition'

/** [type, stem, doc] */
type Row = readonly [type: string, stem: string, doc: string]

const WITHOUT_PARAMS: readonly Row[] = [
  ['Sigmoid', 'sigmoid', 'Squeezes every value into 0 to 1: 1 / (1 + e⁻ˣ).'],
  ['LogSigmoid', 'log_sigmoid', 'The logarithm of Sigmoid: ln(1 / (1 + e⁻ˣ)).'],
  ['Tanh', 'tanh', 'Squeezes every value into −1 to 1 by the hyperbolic tangent.'],
  ['Tanhshrink', 'tanhshrink', 'Takes the hyperbolic tangent away: x − tanh(x).'],
  ['Softsign', 'softsign', 'Squeezes every value into −1 to 1, slowly: x / (1 + |x|).'],
]

const WITH_INPLACE: readonly Row[] = [
  ['ReLU6', 'relu6', 'Keeps values between 0 and 6: min(max(0, x), 6).'],
  ['SELU', 'selu', 'ELU scaled so that layers keep mean 0 and variance 1.'],
  ['SiLU', 'silu', 'Lets each value pass by its own sigmoid: x · sigmoid(x), also called swish.'],
  ['Mish', 'mish', 'A smooth ReLU that dips below 0: x · tanh(ln(1 + eˣ)).'],
  ['Hardswish', 'hardswish', 'SiLU made of straight pieces: x · min(max(0, x + 3), 6) / 6.'],
  ['Hardsigmoid', 'hardsigmoid', 'Sigmoid made of straight pieces: min(max(0, x + 3), 6) / 6.'],
]

export const plainActivations: readonly NodeDefinition[] = [
  ...WITH_INPLACE.map(([type, stem, doc]) => defineActivation({ type, stem, doc, params: { inplace } })),
  ...WITHOUT_PARAMS.map(([type, stem, doc]) =>
    defineActivation({
      type,
      stem,
      doc,
      // PyTorch keeps these two outside `nn.functional`.
      ...(type === 'Sigmoid' || type === 'Tanh'
        ? { pytorch: { function: `torch.${type.toLowerCase()}` } }
        : {}),
    }),
  ),
]
