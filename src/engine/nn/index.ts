/** `torch.nn`. */
export * as init from './init'
export * as utils from './utils'
export { Buffer, Parameter } from './parameter'
export type { BackwardHook, BackwardPreHook, ForwardHook, ForwardPreHook, GradTuple } from './hooks'
export { Module } from './module'
export {
  registerModuleForwardHook,
  registerModuleForwardPreHook,
  registerModuleFullBackwardHook,
  registerModuleFullBackwardPreHook,
} from './register-module-hooks'
export type { IncompatibleKeys, StateDict } from './state'
export { ModuleDict, ModuleList, Sequential } from './containers'
export { ParameterDict, ParameterList } from './parameter-containers'
export * from './all-layers'
export type { AvgPoolOptions, MaxPoolOptions } from '../ops/pool'
export type { GeluOptions } from '../ops/smooth-activations'
export type {
  BCEOptions,
  BCEWithLogitsOptions,
  HuberOptions,
  KLDivOptions,
  SmoothL1Options,
} from '../ops/pointwise-loss'
export type {
  CosineEmbeddingOptions,
  DistanceOptions,
  HingeEmbeddingOptions,
  TripletMarginOptions,
} from '../ops/embedding-loss'
export type { CrossEntropyOptions } from '../ops/loss'
export type { LossOptions, Reduction } from '../ops/loss-reduction'
export type { NLLOptions } from '../ops/nll-loss'
