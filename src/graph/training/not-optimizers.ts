/** Classes of torch.optim that a document cannot name, and why: what wants more of a step than one pass, and what is no optimiser. */
import { told } from '../../words/tell'
import type { Told } from '../../words/tell'

type Reasons = Readonly<Record<string, (name: string) => Told>>

/** By PyTorch's names. */
export const NOT_OPTIMIZERS: Reasons = {
  Optimizer: base,
  LBFGS: () =>
    told(
      'optimizer.lbfgs',
      'LBFGS wants the loss of a batch anew, up to 25 times within one step, wherever its search has come to. A step here is one pass, which can be stopped and looked into: use Adam, or SGD with momentum.',
    ),
  SparseAdam: () =>
    told(
      'optimizer.sparse_adam',
      'SparseAdam is for sparse gradients, and PyTorch refuses all others with it. Gradients here are dense: use Adam.',
    ),
}

/** By PyTorch's names. */
export const NOT_SCHEDULERS: Reasons = {
  LRScheduler: base,
  LambdaLR: ofFunction,
  MultiplicativeLR: ofFunction,
  SequentialLR: ofSeveral,
  ChainedScheduler: ofSeveral,
}

/** Why a document cannot name that class; undefined for any other name. */
export function notForTraining(what: 'optimizer' | 'scheduler', type: string): Told | undefined {
  const reasons = what === 'optimizer' ? NOT_OPTIMIZERS : NOT_SCHEDULERS
  return Object.hasOwn(reasons, type) ? reasons[type]?.(type) : undefined
}

function base(name: string): Told {
  return told('optimizer.base_class', '{{name}} is what other classes are derived from: it trains nothing.', {
    name,
  })
}

function ofFunction(name: string): Told {
  return told(
    'scheduler.of_function',
    '{{name}} asks a function in Python for the rate, and a document holds no code: use StepLR, ExponentialLR, PolynomialLR or another that says its rates by numbers.',
    { name },
  )
}

function ofSeveral(name: string): Told {
  return told(
    'scheduler.of_several',
    '{{name}} is made of several rate schedules, and a document has one: use OneCycleLR or CosineAnnealingWarmRestarts, or the one of them that lasts longest.',
    { name },
  )
}
