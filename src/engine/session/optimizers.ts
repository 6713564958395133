/** The optimisers that a document may name. */
import type { GraphDocument } from '../../graph/document/document'
import { optimizerDefinition } from '../../graph/training/optimizers'
import { options } from '../build/node-builder'
import type { Tensor } from '../core/tensor'
import * as optim from '../optim'
import type { BaseOptions, Optimizer } from '../optim/optimizer'
import { ProblemError } from './problem'

/** An optimiser of any kind. */
export type TrainingOptimizer = Optimizer<BaseOptions>

type Make = (parameters: Tensor[], params: Record<string, unknown>) => TrainingOptimizer

const makers: Record<string, Make> = {
  SGD: (parameters, params) => new optim.SGD(parameters, options(params)),
  Adam: (parameters, params) => new optim.Adam(parameters, options(params)),
  AdamW: (parameters, params) => new optim.AdamW(parameters, options(params)),
  NAdam: (parameters, params) => new optim.NAdam(parameters, options(params)),
  RAdam: (parameters, params) => new optim.RAdam(parameters, options(params)),
  RMSprop: (parameters, params) => new optim.RMSprop(parameters, options(params)),
  Adagrad: (parameters, params) => new optim.Adagrad(parameters, options(params)),
  Adadelta: (parameters, params) => new optim.Adadelta(parameters, options(params)),
  Adamax: (parameters, params) => new optim.Adamax(parameters, options(params)),
}

/** Makes a document's optimiser; null for a net without parameters. Errors: the engine does not have it, or wrong values. */
export function makeOptimizer(
  { type, params }: GraphDocument['training']['optimizer'],
  parameters: Tensor[],
): TrainingOptimizer | null {
  const make = Object.hasOwn(makers, type) ? makers[type] : undefined
  const definition = optimizerDefinition(type)
  if (!make || !definition)
    throw new ProblemError({
      message: `The engine has no optimizer '${type}'.`,
      remedy: `Use ${Object.keys(makers).join(' or ')}.`,
      param: 'optimizer',
    })
  return parameters.length > 0 ? make(parameters, definition.params.parse(params)) : null
}

/** The learning rate that a document starts with. */
export function documentRate({ type, params }: GraphDocument['training']['optimizer']): number {
  const { lr } = (optimizerDefinition(type)?.params.parse(params) ?? {}) as { lr?: number }
  return lr ?? 0
}
