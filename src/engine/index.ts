/** Gradwire's engine: PyTorch's tensors, modules and optimisers on TensorFlow's native kernels. */
import './methods'

export { ready, type BackendInfo, type BackendName } from './backend'
export { memory } from './core/storage'
export { scope } from './core/scope'
export { keep, Tensor, type DType, type NestedArray } from './core/tensor'
export {
  arange,
  eye,
  fromData,
  full,
  linspace,
  ones,
  onesLike,
  rand,
  randint,
  randn,
  randperm,
  tensor,
  zeros,
  zerosLike,
} from './core/create'
export { RemovableHandle } from './core/removable-handle'
export { DataLoader, TensorDataset } from './data/data-loader'
export { Generator, manualSeed } from './random/generator'
export { cat, stack, where, type Index } from './ops'
export { setBenchmark } from './ops/fastest'
export { enableGrad, isGradEnabled, noGrad } from './autograd'
export * as autograd from './autograd'
export * as F from './functional'
export * as nn from './nn'
export * as optim from './optim'
