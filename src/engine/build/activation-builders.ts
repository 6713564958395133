/** How the engine makes and runs the activations of a graph. */
import * as F from '../functional'
import * as nn from '../nn'
import { builder } from './node-builder'
import type { NodeBuilder } from './node-builder'

interface Inplace {
  inplace: boolean
}

export const activationBuilders: Record<string, NodeBuilder> = {
  ReLU: builder<Inplace>({ module: (params) => new nn.ReLU(params), run: ([x]) => F.relu(x!) }),
  ReLU6: builder<Inplace>({ module: (params) => new nn.ReLU6(params), run: ([x]) => F.relu6(x!) }),
  SELU: builder<Inplace>({ module: (params) => new nn.SELU(params), run: ([x]) => F.selu(x!) }),
  SiLU: builder<Inplace>({ module: (params) => new nn.SiLU(params), run: ([x]) => F.silu(x!) }),
  Mish: builder<Inplace>({ module: (params) => new nn.Mish(params), run: ([x]) => F.mish(x!) }),
  Hardswish: builder<Inplace>({
    module: (params) => new nn.Hardswish(params),
    run: ([x]) => F.hardswish(x!),
  }),
  Hardsigmoid: builder<Inplace>({
    module: (params) => new nn.Hardsigmoid(params),
    run: ([x]) => F.hardsigmoid(x!),
  }),
  Sigmoid: builder({ module: () => new nn.Sigmoid(), run: ([x]) => F.sigmoid(x!) }),
  LogSigmoid: builder({ module: () => new nn.LogSigmoid(), run: ([x]) => F.logsigmoid(x!) }),
  Tanh: builder({ module: () => new nn.Tanh(), run: ([x]) => F.tanh(x!) }),
  Tanhshrink: builder({ module: () => new nn.Tanhshrink(), run: ([x]) => F.tanhshrink(x!) }),
  Softsign: builder({ module: () => new nn.Softsign(), run: ([x]) => F.softsign(x!) }),
  LeakyReLU: builder<Inplace & { negative_slope: number }>({
    module: ({ negative_slope: slope, ...rest }) => new nn.LeakyReLU(slope, rest),
    run: ([x], { negative_slope: slope }) => F.leakyRelu(x!, slope),
  }),
  PReLU: builder<{ num_parameters: number; init: number }>({
    module: ({ num_parameters: count, ...rest }) => new nn.PReLU(count, rest),
  }),
  ELU: builder<Inplace & { alpha: number }>({
    module: ({ alpha, ...rest }) => new nn.ELU(alpha, rest),
    run: ([x], { alpha }) => F.elu(x!, alpha),
  }),
  CELU: builder<Inplace & { alpha: number }>({
    module: ({ alpha, ...rest }) => new nn.CELU(alpha, rest),
    run: ([x], { alpha }) => F.celu(x!, alpha),
  }),
  GELU: builder<{ approximate: 'none' | 'tanh' }>({
    module: (params) => new nn.GELU(params),
    run: ([x], params) => F.gelu(x!, params),
  }),
  Softplus: builder<{ beta: number; threshold: number }>({
    module: ({ beta, threshold }) => new nn.Softplus(beta, threshold),
    run: ([x], { beta, threshold }) => F.softplus(x!, beta, threshold),
  }),
  Softmax: builder<{ dim: number | null }>({
    module: ({ dim }) => new nn.Softmax(dim),
    run: ([x], { dim }) => F.softmax(x!, dim),
  }),
  LogSoftmax: builder<{ dim: number | null }>({
    module: ({ dim }) => new nn.LogSoftmax(dim),
    run: ([x], { dim }) => F.logSoftmax(x!, dim),
  }),
  Hardtanh: builder<Inplace & { min_val: number; max_val: number }>({
    module: ({ min_val: min, max_val: max, ...rest }) => new nn.Hardtanh(min, max, rest),
    run: ([x], { min_val: min, max_val: max }) => F.hardtanh(x!, min, max),
  }),
  Threshold: builder<Inplace & { threshold: number; value: number }>({
    module: ({ threshold, value, ...rest }) => new nn.Threshold(threshold, value, rest),
    run: ([x], { threshold, value }) => F.threshold(x!, threshold, value),
  }),
  GLU: builder<{ dim: number }>({
    module: ({ dim }) => new nn.GLU(dim),
    run: ([x], { dim }) => F.glu(x!, dim),
  }),
}
