/** The functions of `nn.init` that a parameter may be initialised anew with, and their arguments. */
import { z } from 'zod'
import { withWords } from '../params/type-words'

export interface InitialiserDefinition {
  /** PyTorch's name, without the underscore at its end. */
  type: string
  doc: string
  params: z.ZodObject
  /** The dimensions that a tensor has to have. */
  rank: { least: number; most: number }
}

const number = (initial: number, doc: string): z.ZodType<number, number | undefined> =>
  z.number().default(initial).meta({ doc })
const gain = number(1, 'Factor on the deviation.')
const mode = z
  .enum(['fan_in', 'fan_out'])
  .default('fan_in')
  .meta({ doc: 'Which direction keeps its variance: forward, or backward.' })
const nonlinearity = z
  .enum(['leaky_relu', 'relu', 'linear', 'sigmoid', 'tanh', 'selu'])
  .default('leaky_relu')
  .meta({ doc: 'What follows the layer.' })
const slope = number(0, 'Slope of the leaky ReLU that follows.')
const deviation = (initial: number) => z.number().min(0).default(initial).meta({ doc: 'Standard deviation.' })

const ANY = { least: 0, most: Infinity }
const WEIGHT = { least: 2, most: Infinity }
const MATRIX = { least: 2, most: 2 }

const definitions: InitialiserDefinition[] = [
  {
    type: 'kaiming_uniform',
    doc: 'Uniform numbers in ±gain·√(3/fan), after He et al., 2015.',
    params: z.strictObject({ a: slope, mode, nonlinearity }),
    rank: WEIGHT,
  },
  {
    type: 'kaiming_normal',
    doc: 'Normal numbers of deviation gain/√fan, after He et al., 2015.',
    params: z.strictObject({ a: slope, mode, nonlinearity }),
    rank: WEIGHT,
  },
  {
    type: 'xavier_uniform',
    doc: 'Uniform numbers in ±gain·√(6/(fan_in + fan_out)), after Glorot and Bengio, 2010.',
    params: z.strictObject({ gain }),
    rank: WEIGHT,
  },
  {
    type: 'xavier_normal',
    doc: 'Normal numbers of deviation gain·√(2/(fan_in + fan_out)), after Glorot and Bengio, 2010.',
    params: z.strictObject({ gain }),
    rank: WEIGHT,
  },
  {
    type: 'uniform',
    doc: 'Uniform numbers in [a, b).',
    params: z.strictObject({ a: number(0, 'The least number.'), b: number(1, 'No number reaches it.') }),
    rank: ANY,
  },
  {
    type: 'normal',
    doc: 'Normal numbers.',
    params: z.strictObject({ mean: number(0, 'Mean.'), std: deviation(1) }),
    rank: ANY,
  },
  {
    type: 'trunc_normal',
    doc: 'Normal numbers, those outside [a, b] drawn anew.',
    params: z.strictObject({
      mean: number(0, 'Mean.'),
      std: deviation(1),
      a: number(-2, 'The least number.'),
      b: number(2, 'The largest number.'),
    }),
    rank: ANY,
  },
  {
    type: 'orthogonal',
    doc: 'A matrix with orthonormal rows or columns, after Saxe et al., 2014.',
    params: z.strictObject({ gain }),
    rank: WEIGHT,
  },
  {
    type: 'sparse',
    doc: 'Normal numbers with a share of zeros in each column, after Martens, 2010.',
    params: z.strictObject({
      sparsity: z.number().min(0).max(1).default(0.1).meta({ doc: 'Share of zeros in each column.' }),
      std: deviation(0.01),
    }),
    rank: MATRIX,
  },
  {
    type: 'constant',
    doc: 'One number everywhere.',
    params: z.strictObject({ val: number(0, 'The number.') }),
    rank: ANY,
  },
  { type: 'zeros', doc: 'Zeros.', params: z.strictObject({}), rank: ANY },
  { type: 'ones', doc: 'Ones.', params: z.strictObject({}), rank: ANY },
  { type: 'eye', doc: 'The identity matrix.', params: z.strictObject({}), rank: MATRIX },
  {
    type: 'dirac',
    doc: 'A filter that passes its input on.',
    params: z.strictObject({
      groups: z.int().min(1).default(1).meta({ doc: 'Groups of the convolution.' }),
    }),
    rank: { least: 3, most: 5 },
  },
]

export const initialiserDefinitions: readonly InitialiserDefinition[] = definitions.map((each) =>
  withWords('initialisers', each),
)

export function initialiserDefinition(type: string): InitialiserDefinition | undefined {
  return initialiserDefinitions.find((definition) => definition.type === type)
}

/** Those that a tensor of that many dimensions can be initialised with. */
export function initialisersFor(rank: number): InitialiserDefinition[] {
  return initialiserDefinitions.filter(({ rank: { least, most } }) => least <= rank && rank <= most)
}
