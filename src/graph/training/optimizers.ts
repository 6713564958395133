/** Optimisers that training settings may name, with PyTorch's keyword arguments. */
import { z } from 'zod'
import { withWords } from '../params/type-words'
import { formatShape } from '../types/dims'

export interface OptimizerDefinition {
  /** PyTorch's class name. */
  type: string
  doc: string
  url: string
  params: z.ZodObject
  /** How many tensors of its size the optimiser keeps from step to step for a parameter that learns. */
  keeps: (params: Readonly<Record<string, unknown>>) => number
  /** The first version of PyTorch that takes these params (default: 1.13). */
  since?: (params: Readonly<Record<string, unknown>>) => string | undefined
  /** PyTorch's sentence for a parameter of a shape that it cannot train; undefined where it can. */
  refuses?: (shape: readonly number[]) => string | undefined
  /** Values that Python may give and a document has not, as those that it has (default: all are the same). */
  fromPython?: (params: Readonly<Record<string, unknown>>) => Record<string, unknown>
}

/** When NAdam and RAdam learnt to maximise, and to decouple the decay of the weights. */
const later =
  (decoupled: string, first?: string) =>
  (params: Readonly<Record<string, unknown>>): string | undefined => {
    if (params['maximize'] === true) return '2.5'
    return params['decoupled_weight_decay'] === true ? decoupled : first
  }

const url = (type: string): string =>
  `https://docs.pytorch.org/docs/stable/generated/torch.optim.${type}.html`

const lr = (initial: number): z.ZodType<number, number | undefined> =>
  z.number().min(0).default(initial).meta({ doc: 'Learning rate: how far each step goes.' })

const weightDecay = (initial = 0): z.ZodType<number, number | undefined> =>
  z.number().min(0).default(initial).meta({ doc: 'Pulls weights towards 0.' })

const beta = z.number().min(0).lt(1)
const betas = z
  .tuple([beta, beta])
  .meta({ control: 'numbers' })
  .default([0.9, 0.999])
  .meta({ doc: 'How long the running means of gradient and squared gradient remember.', advanced: true })

const eps = (initial: number): z.ZodType<number, number | undefined> =>
  z.number().min(0).default(initial).meta({ doc: 'Keeps the division safe.', advanced: true })

const momentum = z.number().min(0).max(1).default(0).meta({ doc: 'Share of the last step that is kept.' })

const flag = (doc: string): z.ZodType<boolean, boolean | undefined> =>
  z.boolean().default(false).meta({ doc, advanced: true })

const amsgrad = flag('Never let a step grow again.')
const maximize = flag('Climb to a larger loss instead of a smaller one.')
const decoupled = flag('Shrink the weights themselves, as AdamW, instead of adding to the gradient.')

/** What single precision can tell from 1. */
const EPSILON = 2 ** -23

const positive = (value: unknown): number => Number(typeof value === 'number' && value > 0)
/** Running means of gradient and squared gradient, and the largest of these. */
const withAmsgrad = (params: Readonly<Record<string, unknown>>): number =>
  params['amsgrad'] === true ? 3 : 2

const definitions: OptimizerDefinition[] = [
  {
    type: 'SGD',
    doc: 'Steps against the gradient, with momentum if wanted.',
    url: url('SGD'),
    keeps: ({ momentum: share }) => positive(share),
    params: z.strictObject({
      lr: lr(0.01),
      momentum,
      weight_decay: weightDecay(),
      dampening: z.number().min(0).max(1).default(0).meta({ doc: 'Weakens new gradients.', advanced: true }),
      nesterov: flag('Look ahead along the momentum.'),
      maximize,
    }),
  },
  {
    type: 'Adam',
    doc: 'Gives every weight a step of its own from running means of the gradient.',
    url: url('Adam'),
    keeps: withAmsgrad,
    params: z.strictObject({
      lr: lr(0.001),
      betas,
      eps: eps(1e-8),
      weight_decay: weightDecay(),
      amsgrad,
      maximize,
      decoupled_weight_decay: decoupled,
    }),
  },
  {
    type: 'AdamW',
    doc: 'Adam that shrinks the weights themselves instead of adding weight decay to the gradient.',
    url: url('AdamW'),
    keeps: withAmsgrad,
    params: z.strictObject({
      lr: lr(0.001),
      betas,
      eps: eps(1e-8),
      weight_decay: weightDecay(0.01),
      amsgrad,
      maximize,
    }),
  },
  {
    type: 'NAdam',
    doc: 'Adam that looks ahead along its momentum.',
    url: url('NAdam'),
    keeps: () => 2,
    // Before 2.0 it took other steps, having multiplied by one of its momenta twice.
    since: later('2.1', '2.0'),
    params: z.strictObject({
      lr: lr(0.002),
      betas,
      eps: eps(1e-8),
      weight_decay: weightDecay(),
      momentum_decay: z
        .number()
        .min(0)
        .default(0.004)
        .meta({ doc: 'How fast the momentum comes to its full strength.', advanced: true }),
      decoupled_weight_decay: decoupled,
      maximize,
    }),
  },
  {
    type: 'RAdam',
    doc: 'Adam that waits to trust its step sizes until they rest on enough steps.',
    url: url('RAdam'),
    keeps: () => 2,
    since: later('2.2'),
    params: z.strictObject({
      lr: lr(0.001),
      betas,
      eps: eps(1e-8),
      weight_decay: weightDecay(),
      decoupled_weight_decay: decoupled,
      maximize,
    }),
  },
  {
    type: 'RMSprop',
    doc: 'Divides each step by the recent size of the gradient.',
    url: url('RMSprop'),
    keeps: ({ momentum: share, centered }) => 1 + positive(share) + Number(centered === true),
    params: z.strictObject({
      lr: lr(0.01),
      alpha: z
        .number()
        .min(0)
        .max(1)
        .default(0.99)
        .meta({ doc: 'How long the mean of squared gradients remembers.', advanced: true }),
      eps: eps(1e-8),
      weight_decay: weightDecay(),
      momentum,
      centered: flag('Divide by the deviation of the gradient instead of its size.'),
      maximize,
    }),
  },
  {
    type: 'Adagrad',
    doc: 'Takes ever smaller steps for weights whose gradients add up.',
    url: url('Adagrad'),
    keeps: () => 1,
    params: z.strictObject({
      lr: lr(0.01),
      lr_decay: z.number().min(0).default(0).meta({ doc: 'Lowers the learning rate with every step.' }),
      weight_decay: weightDecay(),
      initial_accumulator_value: z
        .number()
        .min(0)
        .default(0)
        .meta({ doc: 'What the sum of squared gradients starts with.', advanced: true }),
      eps: eps(1e-10),
      maximize,
    }),
  },
  {
    type: 'Adadelta',
    doc: 'Finds the size of its steps from the steps before.',
    url: url('Adadelta'),
    keeps: () => 2,
    params: z.strictObject({
      lr: z.number().min(0).default(1).meta({ doc: 'Factor of each step.' }),
      rho: z.number().min(0).max(1).default(0.9).meta({ doc: 'How long the running means remember.' }),
      eps: eps(1e-6),
      weight_decay: weightDecay(),
      maximize,
    }),
  },
  {
    type: 'Adamax',
    doc: 'Adam that divides by the largest recent gradient.',
    url: url('Adamax'),
    keeps: () => 2,
    params: z.strictObject({
      lr: lr(0.002),
      betas,
      eps: eps(1e-8),
      weight_decay: weightDecay(),
      maximize,
    }),
  },
  {
    type: 'Adafactor',
    doc: 'Keeps of each matrix little more than a row and a column: for nets that memory is short for.',
    url: url('Adafactor'),
    // What it keeps of a vector is as large; the weights of a net are nearly all matrices.
    keeps: () => 0,
    since: () => '2.5',
    fromPython: ({ eps: given, ...params }) =>
      Array.isArray(given) && given[0] === null
        ? { ...params, eps: [EPSILON, given[1]] }
        : { ...params, ...(given === undefined ? {} : { eps: given }) },
    params: z.strictObject({
      lr: z
        .number()
        .min(0)
        .default(0.01)
        .meta({ doc: 'The largest step, as a share of the size of the weights.' }),
      beta2_decay: z
        .number()
        .max(0)
        .default(-0.8)
        .meta({ doc: 'How fast the means of squared gradients come to remember longer.', advanced: true }),
      eps: z
        .tuple([z.number().min(0), z.number().min(0)])
        .meta({ control: 'numbers' })
        .default([EPSILON, 1e-3])
        .meta({ doc: 'Keep the division safe, and steps from being too small.', advanced: true }),
      d: z
        .number()
        .min(1)
        .default(1)
        .meta({ doc: 'The size of a step above which it is cut.', advanced: true }),
      weight_decay: weightDecay(),
      maximize,
    }),
  },
  {
    type: 'Muon',
    doc: 'Turns each step of a matrix into one that is as long in all directions. For matrices alone.',
    url: url('Muon'),
    keeps: () => 1,
    since: () => '2.9',
    refuses: (shape) =>
      shape.length === 2
        ? undefined
        : `Muon only supports 2D parameters whereas we found a parameter with size: torch.Size(${formatShape(shape)})`,
    params: z.strictObject({
      lr: lr(0.001),
      weight_decay: weightDecay(0.1),
      momentum: z
        .number()
        .min(0)
        .max(1)
        .default(0.95)
        .meta({ doc: 'How long the mean of the gradients remembers.' }),
      nesterov: z.boolean().default(true).meta({ doc: 'Look ahead along the momentum.', advanced: true }),
      ns_coefficients: z
        .tuple([z.number(), z.number(), z.number()])
        .meta({ control: 'numbers' })
        .default([3.4445, -4.775, 2.0315])
        .meta({ doc: 'The polynomial a, b, c that evens directions out.', advanced: true }),
      eps: eps(1e-7),
      ns_steps: z
        .int()
        .min(0)
        .max(99)
        .default(5)
        .meta({ doc: 'How often the polynomial is applied.', advanced: true }),
      adjust_lr_fn: z
        .enum(['original', 'match_rms_adamw', 'spectral_unclamped'])
        .nullable()
        .default(null)
        .meta({
          doc: 'By what the shape of a matrix changes the rate; match_rms_adamw: rates as for AdamW.',
          advanced: true,
        }),
    }),
  },
  {
    type: 'ASGD',
    doc: 'SGD that remembers the mean of all weights since a step, beside those that it trains.',
    url: url('ASGD'),
    keeps: () => 1,
    params: z.strictObject({
      lr: lr(0.01),
      lambd: z
        .number()
        .min(0)
        .default(1e-4)
        .meta({ doc: 'How fast the weights shrink, and with alpha the rate.', advanced: true }),
      alpha: z
        .number()
        .min(0)
        .default(0.75)
        .meta({ doc: 'The power by which the rate falls.', advanced: true }),
      t0: z
        .number()
        .default(1e6)
        .meta({ doc: 'The step from which the mean is taken.', unit: 'steps', advanced: true }),
      weight_decay: weightDecay(),
      maximize,
    }),
  },
  {
    type: 'Rprop',
    doc: 'Looks at the sign of each gradient alone. For whole data sets: batches that differ turn it round.',
    url: url('Rprop'),
    keeps: () => 2,
    params: z.strictObject({
      lr: lr(0.01),
      etas: z
        .tuple([z.number().gt(0).lt(1), z.number().gt(1)])
        .meta({ control: 'numbers' })
        .default([0.5, 1.2])
        .meta({ doc: 'By what a step is multiplied where the sign turns round, and where it does not.' }),
      step_sizes: z
        .tuple([z.number().min(0), z.number().min(0)])
        .meta({ control: 'numbers' })
        .default([1e-6, 50])
        .meta({ doc: 'The least and the largest step.', advanced: true }),
      maximize,
    }),
  },
]

export const optimizerDefinitions: readonly OptimizerDefinition[] = definitions.map((each) =>
  withWords('optimizers', each),
)

export function optimizerDefinition(type: string): OptimizerDefinition | undefined {
  return optimizerDefinitions.find((definition) => definition.type === type)
}

/** The learning rate that holds with these arguments: theirs, else the optimiser's own default. */
export function learningRateOf(type: string, params: Readonly<Record<string, unknown>>): number {
  const parsed = optimizerDefinition(type)?.params.safeParse(params)
  const rate = parsed?.success ? parsed.data['lr'] : params['lr']
  return typeof rate === 'number' ? rate : 0.01
}

/** What a document gets where that optimiser is chosen, wherever that is. */
export function newOptimizer(type: string): { type: string; params: Record<string, unknown> } {
  return { type, params: { lr: learningRateOf(type, {}) } }
}

/** How many tensors of its size an optimiser keeps for a parameter that learns; 0 where its settings are wrong. */
export function keptTensors({
  type,
  params,
}: {
  type: string
  params: Readonly<Record<string, unknown>>
}): number {
  const definition = optimizerDefinition(type)
  const parsed = definition?.params.safeParse(params)
  return parsed?.success ? (definition?.keeps(parsed.data) ?? 0) : 0
}
