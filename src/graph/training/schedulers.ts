/** Learning-rate schedulers that training settings may name, with PyTorch's keyword arguments. */
import { z } from 'zod'
import { initialParams } from '../params/param-types'
import { optimizerDefinition } from './optimizers'
import { pytorchSays, tell } from '../../words/tell'
import type { Told } from '../../words/tell'
import { withWords } from '../params/type-words'

export interface SchedulerDefinition {
  /** PyTorch's class name. */
  type: string
  doc: string
  url: string
  params: z.ZodObject
  /** When it goes on by one; `loss`: each epoch, with the held-out loss, else the mean loss of the epoch's steps. */
  every: 'step' | 'epoch' | 'loss'
  /** A param that is left out is as long as the run. */
  length?: { param: string; unit: 'steps' | 'epochs' }
  /** Moves the optimiser's momentum, or its first beta, unless this param is false. */
  momentum?: string
  /** The first version of PyTorch that takes these params with that optimiser (default: 1.13). */
  since?: (params: Readonly<Record<string, unknown>>, optimizer: string) => string | undefined
}

const url = (type: string): string =>
  `https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.${type}.html`

const whole = z.int().min(1).max(1_000_000_000)
const unit = z.number().min(0).max(1)

const gamma = z.number().min(0).default(0.1).meta({ doc: 'Factor of the learning rate.' })
const least = z.number().min(0).default(0).meta({ doc: 'Least learning rate.' })

const definitions: SchedulerDefinition[] = [
  {
    type: 'StepLR',
    doc: 'Multiplies the learning rate by gamma every step_size epochs.',
    url: url('StepLR'),
    every: 'epoch',
    params: z.strictObject({
      step_size: whole.meta({ doc: 'From one change to the next.', unit: 'epochs', initial: 1 }),
      gamma,
    }),
  },
  {
    type: 'MultiStepLR',
    doc: 'Multiplies the learning rate by gamma at each of these epochs.',
    url: url('MultiStepLR'),
    every: 'epoch',
    params: z.strictObject({
      milestones: z
        .array(whole)
        .min(1)
        .max(1000)
        .meta({ doc: 'Epochs after which the rate changes.', unit: 'epochs', initial: [1, 2] }),
      gamma,
    }),
  },
  {
    type: 'ExponentialLR',
    doc: 'Multiplies the learning rate by gamma every epoch.',
    url: url('ExponentialLR'),
    every: 'epoch',
    params: z.strictObject({
      gamma: z.number().min(0).meta({ doc: 'Factor of the learning rate.', initial: 0.9 }),
    }),
  },
  {
    type: 'CosineAnnealingLR',
    doc: 'Takes the learning rate down along half a cosine wave.',
    url: url('CosineAnnealingLR'),
    every: 'epoch',
    length: { param: 'T_max', unit: 'epochs' },
    params: z.strictObject({
      T_max: whole.optional().meta({
        doc: 'Epochs down to the least rate; left out: the whole run.',
        unit: 'epochs',
        inferred: true,
      }),
      eta_min: least,
    }),
  },
  {
    type: 'CosineAnnealingWarmRestarts',
    doc: 'Takes the learning rate down along a cosine, and up again at once, in ever longer cycles if wanted.',
    url: url('CosineAnnealingWarmRestarts'),
    every: 'epoch',
    params: z.strictObject({
      T_0: whole.meta({ doc: 'Epochs of the first cycle.', unit: 'epochs', initial: 2 }),
      T_mult: z.int().min(1).max(1000).default(1).meta({ doc: 'How many times as long each next cycle is.' }),
      eta_min: least,
    }),
  },
  {
    type: 'OneCycleLR',
    doc: 'Warms the learning rate up to max_lr and takes it down to almost nothing, changing it every step.',
    url: url('OneCycleLR'),
    every: 'step',
    length: { param: 'total_steps', unit: 'steps' },
    momentum: 'cycle_momentum',
    params: z.strictObject({
      max_lr: z
        .number()
        .min(0)
        .meta({ doc: 'Largest learning rate; it counts instead of the lr.', initial: 0.1 }),
      total_steps: whole
        .optional()
        .meta({ doc: 'Steps of the cycle; left out: the whole run.', unit: 'steps', inferred: true }),
      pct_start: unit.default(0.3).meta({ doc: 'Share of the cycle in which the rate rises.' }),
      anneal_strategy: z
        .enum(['cos', 'linear'])
        .default('cos')
        .meta({ doc: 'How it moves: along a cosine or a line.', advanced: true }),
      cycle_momentum: z
        .boolean()
        .default(true)
        .meta({ doc: 'Move the momentum (of Adam: the first beta) the other way.' }),
      base_momentum: unit.default(0.85).meta({ doc: 'Least momentum.', advanced: true }),
      max_momentum: unit.default(0.95).meta({ doc: 'Largest momentum.', advanced: true }),
      div_factor: z
        .number()
        .gt(0)
        .default(25)
        .meta({ doc: 'The first rate is max_lr divided by this.', advanced: true }),
      final_div_factor: z
        .number()
        .gt(0)
        .default(10_000)
        .meta({ doc: 'The last rate is the first one divided by this.', advanced: true }),
      three_phase: z
        .boolean()
        .default(false)
        .meta({ doc: 'Come back to the first rate before the last fall.', advanced: true }),
    }),
  },
  {
    type: 'ReduceLROnPlateau',
    doc: 'Lowers the learning rate when the loss on held-out samples has not become better for some epochs.',
    url: url('ReduceLROnPlateau'),
    every: 'loss',
    params: z.strictObject({
      factor: z.number().min(0).lt(1).default(0.1).meta({ doc: 'Factor of the learning rate.' }),
      patience: z
        .int()
        .min(0)
        .default(10)
        .meta({ doc: 'Epochs without a better loss that are let pass.', unit: 'epochs' }),
      threshold: z
        .number()
        .min(0)
        .default(1e-4)
        .meta({ doc: 'By how much a loss must be better to count.', advanced: true }),
      threshold_mode: z
        .enum(['rel', 'abs'])
        .default('rel')
        .meta({ doc: 'Whether threshold is a share of the best loss or a difference.', advanced: true }),
      cooldown: z
        .int()
        .min(0)
        .default(0)
        .meta({ doc: 'Epochs after a change in which none counts as bad.', unit: 'epochs', advanced: true }),
      min_lr: least,
      eps: z
        .number()
        .min(0)
        .default(1e-8)
        .meta({ doc: 'Smaller changes of the rate are not made.', advanced: true }),
    }),
  },
  {
    type: 'LinearLR',
    doc: 'Moves the factor of the learning rate along a line, for example to warm up.',
    url: url('LinearLR'),
    every: 'epoch',
    params: z.strictObject({
      start_factor: z
        .number()
        .gt(0)
        .max(1)
        .default(1 / 3)
        .meta({ doc: 'Factor in the first epoch.' }),
      end_factor: unit.default(1).meta({ doc: 'Factor from epoch total_iters on.' }),
      total_iters: whole.default(5).meta({ doc: 'Epochs until the end factor is reached.', unit: 'epochs' }),
    }),
  },
  {
    type: 'ConstantLR',
    doc: 'Multiplies the learning rate by a factor for the first epochs, for example to begin gently.',
    url: url('ConstantLR'),
    every: 'epoch',
    params: z.strictObject({
      factor: z
        .number()
        .gt(0)
        .max(1)
        .default(1 / 3)
        .meta({ doc: 'Factor of the learning rate until then.' }),
      total_iters: whole.default(5).meta({ doc: 'Epochs until the rate is whole.', unit: 'epochs' }),
    }),
  },
  {
    type: 'PolynomialLR',
    doc: 'Takes the learning rate down to 0, as a power of the share of epochs that is left.',
    url: url('PolynomialLR'),
    every: 'epoch',
    params: z.strictObject({
      total_iters: whole
        .default(5)
        .meta({ doc: 'Epochs down to 0; from then on nothing is learnt.', unit: 'epochs' }),
      power: z.number().min(0).default(1).meta({ doc: 'The power; 1 is a straight line.' }),
    }),
  },
  {
    type: 'CyclicLR',
    doc: 'Moves the learning rate up to max_lr and back down again and again, changing it every step.',
    url: url('CyclicLR'),
    every: 'step',
    momentum: 'cycle_momentum',
    // Before, it moved no beta.
    since: ({ cycle_momentum: moves }, optimizer) => {
      const { shape = {} } = optimizerDefinition(optimizer)?.params ?? {}
      return moves !== false && !('momentum' in shape) ? '2.3' : undefined
    },
    params: z.strictObject({
      base_lr: z
        .number()
        .min(0)
        .meta({ doc: 'Least learning rate; it counts instead of the lr.', initial: 0.001 }),
      max_lr: z.number().min(0).meta({ doc: 'Largest learning rate.', initial: 0.1 }),
      step_size_up: whole
        .default(2000)
        .meta({ doc: 'Steps in which the rate rises.', unit: 'steps', initial: 100 }),
      step_size_down: whole
        .nullable()
        .default(null)
        .meta({ doc: 'Steps in which it falls; none: as many.', unit: 'steps', advanced: true }),
      mode: z
        .enum(['triangular', 'triangular2', 'exp_range'])
        .default('triangular')
        .meta({ doc: 'Cycles alike, each half as high as the one before, or ever lower by gamma.' }),
      gamma: z
        .number()
        .min(0)
        .default(1)
        .meta({ doc: 'Factor of the height from step to step, in exp_range.', advanced: true }),
      cycle_momentum: z
        .boolean()
        .default(true)
        .meta({ doc: 'Move the momentum (of Adam: the first beta) the other way.' }),
      base_momentum: unit.default(0.8).meta({ doc: 'Least momentum.', advanced: true }),
      max_momentum: unit.default(0.9).meta({ doc: 'Largest momentum.', advanced: true }),
    }),
  },
]

export const schedulerDefinitions: readonly SchedulerDefinition[] = definitions.map((each) =>
  withWords('schedulers', each),
)

export function schedulerDefinition(type: string): SchedulerDefinition | undefined {
  return schedulerDefinitions.find((definition) => definition.type === type)
}

/** What a document gets where that scheduler is chosen; null for none. */
export function newScheduler(type: string): { type: string; params: Record<string, unknown> } | null {
  const definition = schedulerDefinition(type)
  return definition === undefined ? null : { type, params: initialParams(definition.params) }
}

/** What keeps a scheduler from working with an optimiser, in PyTorch's words; undefined where nothing does. */
export function schedulerProblem(
  scheduler: { type: string; params: Readonly<Record<string, unknown>> },
  optimizer: string,
): ({ param: string; remedy: string } & Told) | undefined {
  const { momentum } = schedulerDefinition(scheduler.type) ?? {}
  const keys = Object.keys(optimizerDefinition(optimizer)?.params.shape ?? {})
  if (momentum === undefined || scheduler.params[momentum] === false) return undefined
  if (keys.length === 0 || keys.includes('momentum') || keys.includes('betas')) return undefined
  return {
    param: momentum,
    ...pytorchSays(
      'scheduler.needs_momentum',
      `optimizer must support momentum or beta1 with \`${momentum}\` option enabled`,
    ),
    remedy: tell(
      'remedy.no_momentum',
      '{{optimizer}} has none: set {{momentum}} to false, or use SGD or Adam.',
      {
        optimizer,
        momentum,
      },
    ),
  }
}
