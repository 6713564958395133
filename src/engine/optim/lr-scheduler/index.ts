export { LRScheduler, type SchedulerOptions, type SchedulerState } from './lr-scheduler'
export { StepLR, type StepLROptions } from './step-lr'
export { MultiStepLR } from './multi-step-lr'
export { ExponentialLR } from './exponential-lr'
export { LinearLR, type LinearLROptions } from './linear-lr'
export { ConstantLR, type ConstantLROptions } from './constant-lr'
export { PolynomialLR, type PolynomialLROptions } from './polynomial-lr'
export { CyclicLR, type CyclicLROptions } from './cyclic-lr'
export { MultiplicativeLR } from './multiplicative-lr'
export { LambdaLR, type LrLambda } from './lambda-lr'
export { CosineAnnealingLR, type CosineAnnealingLROptions } from './cosine-annealing-lr'
export {
  CosineAnnealingWarmRestarts,
  type CosineAnnealingWarmRestartsOptions,
} from './cosine-annealing-warm-restarts'
export { OneCycleLR, type OneCycleLROptions } from './one-cycle-lr'
export { ReduceLROnPlateau, type PlateauState, type ReduceLROnPlateauOptions } from './reduce-lr-on-plateau'
export { SequentialLR, type SequentialState } from './sequential-lr'
