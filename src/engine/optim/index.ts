export { Optimizer, type OptimizerState, type ParamGroup, type Params, type ParamState } from './optimizer'
export { SGD, type SgdOptions } from './sgd'
export { Adam, type AdamOptions } from './adam'
