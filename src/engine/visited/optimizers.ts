/** The optimisers that a document may name. */
import type { GraphDocument } from '../../graph/document/document'
import { optimizerDefinition } from '../../graph/training/optimizers'
import { camelOptions } from '../nn/node-builder'
import type { Tensor } from '../core/tensor'
import * as optim from '../optim'
import type { BaseOptions, Optimizer } from '../optim/optimizer'
import { ProblemError } from '../executor/problem'
import { tell } from '../../words/tell'

/** An optimiser of any kind. */
export type TrainingOptimizer = Optimizer<BaseOptions>

const { SGD, Adam, AdamW, NAdam, RAdam, RMSprop, Adagrad, Adadelta, Adamax, Adafactor, Muon, ASGD, Rprop } =
  optim

/** By PyTorch's names. */
const CLASSES: Readonly<Record<string, new (parameters: Tensor[], options: object) => TrainingOptimizer>> = {
  SGD,
  Adam,
  AdamW,
  NAdam,
  RAdam,
  RMSprop,
  Adagrad,
  Adadelta,
  Adamax,
  Adafactor,
  Muon,
  ASGD,
  Rprop,
}

/** Makes a document's optimiser; null for a net without parameters. Errors: the engine does not have it, or wrong values. */
export function makeOptimizer(
  { type, params }: GraphDocument['training']['optimizer'],
  parameters: Tensor[],
): TrainingOptimizer | null {
  const Class = Object.hasOwn(CLASSES, type) ? CLASSES[type] : undefined
  const definition = optimizerDefinition(type)
  if (!Class || !definition)
    throw new ProblemError({
      message: tell('engine.engine_has_no_optimizer', "The engine has no optimiser '{{type}}'.", { type }),
      remedy: tell('remedy.use_one_of', 'Use {{types}}.', {
        types: Object.keys(CLASSES).join(tell('expectation.or', ' or ')),
      }),
      param: 'optimizer',
    })
  return parameters.length > 0 ? new Class(parameters, camelOptions(definition.params.parse(params))) : null
}

/** The learning rate that a document starts with. */
export function documentRate({ type, params }: GraphDocument['training']['optimizer']): number {
  const { lr } = (optimizerDefinition(type)?.params.parse(params) ?? {}) as { lr?: number }
  return lr ?? 0
}
