export * as init from './init'
export { Buffer, Parameter } from './parameter'
export type { BackwardHook, BackwardPreHook, ForwardHook, ForwardPreHook, GradTuple } from './hooks'
export {
  Module,
  registerModuleForwardHook,
  registerModuleForwardPreHook,
  registerModuleFullBackwardHook,
  registerModuleFullBackwardPreHook,
} from './module'
export type { IncompatibleKeys, StateDict } from './state'
export { ModuleDict, ModuleList, Sequential } from './containers'
export { Linear, type LinearOptions } from './layers/linear'
export { Conv2d, type Conv2dOptions } from './layers/conv2d'
export { AvgPool2d, MaxPool2d } from './layers/pool2d'
export type { AvgPoolOptions, MaxPoolOptions } from '../ops/pool'
export { ReLU } from './layers/relu'
export { Flatten } from './layers/flatten'
export { Identity } from './layers/identity'
export { Dropout } from './layers/dropout'
export { MSELoss } from './losses/mse-loss'
export { CrossEntropyLoss } from './losses/cross-entropy-loss'
export type { CrossEntropyOptions, LossOptions, Reduction } from '../ops/loss'
