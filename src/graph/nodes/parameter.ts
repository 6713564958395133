import { z } from 'zod'
import { assertNever } from '../basics/assert-never'
import { float, literal } from '../pytorch/python'
import { defineNode } from '../registry/definition'
import { sizes } from '../params/param-types'

interface ParameterParams {
  shape: readonly number[]
  init: 'zeros' | 'ones' | 'constant' | 'normal' | 'uniform'
  mean: number
  std: number
  a: number
  b: number
  val: number
}

/**
 * A free learnable tensor, such as a position embedding. Its key in `state_dict` is the node's name.
 * Shape: as given; there is no batch in it, and it broadcasts over one.
 */
export const parameter = defineNode({
  type: 'Parameter',
  category: 'data',
  doc: 'A learnable tensor of its own, such as a position embedding.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html',
  stem: 'weight',
  plainStem: true,
  pytorch: { tensor: { kind: 'parameter', text: initial } },
  onnx: (node) => node.parameter(''),
  inputs: [],
  calls: ['module'],
  params: {
    shape: sizes().meta({ doc: 'Its sizes; there is no batch in it.', initial: [1] }),
    init: z
      .enum(['zeros', 'ones', 'constant', 'normal', 'uniform'])
      .default('zeros')
      .meta({ doc: 'What it starts with, as the functions of torch.nn.init do.' }),
    std: z.number().min(0).default(1).meta({ doc: 'Deviation of normal numbers.' }),
    mean: z.number().default(0).meta({ doc: 'Mean of normal numbers.', advanced: true }),
    a: z.number().default(0).meta({ doc: 'Least of uniform numbers.', advanced: true }),
    b: z.number().default(1).meta({ doc: 'Bound of uniform numbers.', advanced: true }),
    val: z.number().default(0).meta({ doc: 'The constant.', advanced: true }),
  },
  types: ({ params }) => ({ output: { shape: params.shape, dtype: 'float32' } }),
  parameters: ({ shape }) => [{ name: '', shape: [...shape] }],
})

function initial({ shape, init, mean, std, a, b, val }: ParameterParams): string {
  const size = shape.length === 0 ? '()' : shape.join(', ')
  const empty = `torch.empty(${size})`
  switch (init) {
    case 'constant':
      return `torch.full(${literal(shape)}, ${float(val)})`
    case 'normal':
      if (mean === 0 && std === 1) return `torch.randn(${size})`
      return `${empty}.normal_(${mean === 0 ? '' : `mean=${literal(mean)}, `}std=${literal(std)})`
    case 'uniform':
      return a === 0 && b === 1 ? `torch.rand(${size})` : `${empty}.uniform_(${literal(a)}, ${literal(b)})`
    case 'zeros':
    case 'ones':
      return `torch.${init}(${size})`
    default:
      return assertNever(init)
  }
}
