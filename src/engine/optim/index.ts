export {
  Optimizer,
  type BaseOptions,
  type OptimizerState,
  type ParamGroup,
  type Params,
  type ParamState,
} from './optimizer'
export { SGD, type SgdOptions } from './sgd'
export { Adam, type AdamOptions } from './adam'
export { AdamW, type AdamWOptions } from './adamw'
export { NAdam, type NAdamOptions } from './nadam'
export { RAdam, type RAdamOptions } from './radam'
export { RMSprop, type RMSpropOptions } from './rmsprop'
export { Adagrad, type AdagradOptions } from './adagrad'
export { Adadelta, type AdadeltaOptions } from './adadelta'
export { Adamax, type AdamaxOptions } from './adamax'
export * as lrScheduler from './lr-scheduler'
