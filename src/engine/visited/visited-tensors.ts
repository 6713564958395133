/** The tensors of a net that is run one operation after the other: looked into, measured and changed by hand. */
import type { TensorEdit } from '../../graph/changes/tensor-edit'
import type { Tensor } from '../core/tensor'
import type { NetTensors } from '../executor/net-tensors'
import { measure } from '../probe/measure'
import { measureTensor } from '../probe/measure-tensor'
import type {
  ChangeResult,
  ParameterNumbers,
  ParameterRow,
  ParameterTarget,
  TensorChange,
  TensorTarget,
} from '../protocol'
import { netTensor, netTensors } from './change/net-tensor'
import { TensorChanges } from './change/tensor-changes'
import type { ChangeScene, StandingStep } from './change/change-scene'
import type { Model } from './model'
import { normOf, UpdateWatch } from './update-watch'

export class VisitedTensors implements NetTensors {
  readonly updates = new UpdateWatch()
  /** The step that stands still inside. */
  standing: StandingStep | null = null
  private readonly byHand: TensorChanges

  constructor(
    private readonly model: () => Model,
    changed: (changes: TensorChange[]) => void,
  ) {
    this.byHand = new TensorChanges(changed)
  }

  get changes(): readonly TensorChange[] {
    return this.byHand.list
  }

  change(
    target: TensorTarget,
    direction: 'forward' | 'backward',
    edit: TensorEdit,
    step: number,
  ): ChangeResult {
    return this.byHand.change(this.scene(step), target, direction, edit)
  }

  putBack(ids: readonly number[] | undefined, step: number): void {
    this.byHand.putBack(this.scene(step), ids)
  }

  /** Weights were loaded, made anew, or a step has run on them: what was changed before is past. */
  past(): void {
    this.byHand.afterStep()
  }

  /** The step that stands still is given up. */
  givenUp(): void {
    this.byHand.afterGivingUp()
  }

  list(
    keys: readonly string[] | undefined,
    updates: boolean,
  ): { rows: ParameterRow[]; numbers: Record<string, ParameterNumbers> } {
    this.updates.wanted = updates
    const { compiled } = this.model()
    const rows = netTensors(compiled)
    const wanted = keys && new Set(keys)
    const numbers: Record<string, ParameterNumbers> = {}
    for (const { key, target } of rows)
      if (!wanted || wanted.has(key)) numbers[key] = this.numbersOf(netTensor(compiled, target))
    return { rows, numbers }
  }

  /** A parameter, a buffer, or a parameter's gradient as it has added up so far; null: there is none. Errors: no such parameter. */
  find(target: ParameterTarget, direction: 'forward' | 'backward'): Tensor | null {
    const tensor = netTensor(this.model().compiled, target)
    if (direction === 'forward') return tensor
    // Where the pass stands before it is added, it is what one looks at.
    return this.standing?.book.live.arriving(tensor)?.read() ?? tensor.grad
  }

  private numbersOf(tensor: Tensor): ParameterNumbers {
    const { statistics } =
      tensor.dtype === 'float32'
        ? measureTensor(tensor.handle, () => tensor.data() as Float32Array)
        : measure(Float32Array.from(tensor.data()))
    const { mean, std, min, max, norm } = statistics
    return {
      mean,
      std,
      min,
      max,
      norm,
      gradNorm: tensor.grad && normOf(tensor.grad.handle),
      updateRatio: this.updates.of(tensor),
    }
  }

  private scene(step: number): ChangeScene {
    return { model: this.model(), step, standing: this.standing }
  }
}
