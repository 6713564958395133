/** What `changeTensor`, `putBack` and `parameters` of the contract with the engine take and answer. */
import type { TensorStatistics } from '../graph/types/tensor-statistics'
import type { TensorEdit, TensorPart } from '../graph/changes/tensor-edit'
import type { ParameterTarget, ProbeTarget } from './protocol-targets'

/** Any tensor of a session: what flows, and parameters and buffers. */
export type TensorTarget = ProbeTarget | ParameterTarget

/** An edit without its numbers. */
export interface EditSummary {
  kind: TensorEdit['kind']
  /** Elements in row-major order; left out where they are very many. */
  indices?: number[]
  part?: TensorPart
  /** What was filled in, the factor, or the deviation of the noise. */
  amount?: number
  /** The function of `nn.init`. */
  type?: string
}

/** Something that a person has changed and that can be put back. */
export interface TensorChange {
  id: number
  target: TensorTarget
  /** `backward`: the gradient there. */
  direction: 'forward' | 'backward'
  edit: EditSummary
  /** The step that it was changed in; between steps the last one. */
  step: number
}

export interface ChangeResult {
  change: TensorChange
  shape: number[]
  statistics: TensorStatistics
  /** Who has computed with the value before it was changed, and who will with the new one, by name. */
  taken: string[]
  awaited: string[]
}

/** A tensor of the net, as `parameters` lists it. */
export interface ParameterRow {
  /** Its `state_dict` key. */
  key: string
  /** Dotted names of other nodes that use it. */
  sharedBy: string[]
  target: ParameterTarget
  kind: 'parameter' | 'buffer'
  dtype: 'float32' | 'int64' | 'bool'
  shape: number[]
  requiresGrad: boolean
}

/** Numbers of one tensor, PyTorch's: NaN among the values is in all of them. */
export interface ParameterNumbers {
  mean: number
  std: number
  min: number
  max: number
  norm: number
  /** Of its gradient as it has added up so far; null: there is none. */
  gradNorm: number | null
  /** ‖Δw‖/‖w‖ of the last update that was watched; null: none was. */
  updateRatio: number | null
}

export interface ParametersResult {
  step: number
  rows: ParameterRow[]
  /** In the order of `rows`, of those that were asked for. */
  numbers: Record<string, ParameterNumbers>
  /** What measuring took, in milliseconds. */
  cost: number
}
