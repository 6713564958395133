/** What a session needs of an executor whose tensors a person can look into and change by hand. */
import type { TensorEdit } from '../../graph/changes/tensor-edit'
import type { ChangeResult, ParameterNumbers, ParameterRow, TensorChange, TensorTarget } from '../protocol'

export interface NetTensors {
  /** What can be put back, the first first. */
  readonly changes: readonly TensorChange[]
  /** Changes a tensor that exists; `step`: steps done. Errors: why it cannot be. */
  change(
    target: TensorTarget,
    direction: 'forward' | 'backward',
    edit: TensorEdit,
    step: number,
  ): ChangeResult
  /** Puts changes back, all where none are named, with those after them at the same place. Errors: one is past. */
  putBack(ids: readonly number[] | undefined, step: number): void
  /** Every parameter and buffer, and the numbers of some (default: of all); `updates`: whether steps measure what they change. */
  list(
    keys: readonly string[] | undefined,
    updates: boolean,
  ): { rows: ParameterRow[]; numbers: Record<string, ParameterNumbers> }
}
