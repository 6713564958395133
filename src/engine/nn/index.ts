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
export { BatchNorm1d, BatchNorm2d, InstanceNorm1d, InstanceNorm2d } from './layers/batch-norm'
export type { BatchNormModuleOptions } from './layers/batch-norm'
export { GroupNorm, LayerNorm, RMSNorm } from './layers/layer-norm'
export type { GroupNormOptions, LayerNormOptions, RMSNormOptions } from './layers/layer-norm'
export { LocalResponseNorm } from './layers/local-response-norm'
export { MSELoss } from './losses/mse-loss'
export { CrossEntropyLoss } from './losses/cross-entropy-loss'
export type { CrossEntropyOptions, LossOptions, Reduction } from '../ops/loss'
