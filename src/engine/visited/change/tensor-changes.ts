/**
 * What a person has changed by hand in a session. Values and gradients of a step that stands still are changed where they lie;
 * parameters and buffers in place, so that the next step is taken with them. Everything can be put back until what was computed
 * with it is past: values when they are used up, parameters when a step has run on them.
 */
import { assertNever } from '../../../graph/basics/assert-never'
import type { TensorEdit } from '../../../graph/changes/tensor-edit'
import { release } from '../../core/storage'
import type { Tensor } from '../../core/tensor'
import { valueStatistics } from '../../probe/value-statistics'
import type {
  ChangeResult,
  EditSummary,
  ParameterTarget,
  ProbeTarget,
  TensorChange,
  TensorTarget,
} from '../../protocol'
import { ProblemError } from '../../executor/problem'
import { tell } from '../../../words/tell'
import { notStopped, past } from './change-problems'
import type { ChangeScene, Undo } from './change-scene'
import { changedGradient } from './changed-gradient'
import { forwardValue, gradientAt, instead } from './changed-flow'
import { editedValues } from './edited-values'
import { netTensor } from './net-tensor'
import { like, takeBack, write } from './new-values'

interface Entry extends Undo {
  readonly info: TensorChange
  /** Whether it belongs to the step that stands still, and goes with it. */
  readonly ofStep: boolean
}

/** Older changes of parameters are past when there are more, as each holds the numbers of before. */
const MOST_CHANGES = 200
/** Of more elements the list does not say which they are. */
const MOST_INDICES = 20_000

export class TensorChanges {
  private entries: Entry[] = []
  private nextId = 1

  /** @param told Called when there are others. */
  constructor(private readonly told: (changes: TensorChange[]) => void) {}

  get list(): TensorChange[] {
    return this.entries.map(({ info }) => info)
  }

  /**
   * Changes a tensor that exists. Forward, what goes on is the new value with the old one's way back, `x + (new − x).detach()`
   * without its rounding, and what was saved for the way back stays as it was.
   *
   * Errors: nothing has come there yet; everybody has computed with it already; what `editedValues` refuses.
   */
  change(
    scene: ChangeScene,
    target: TensorTarget,
    direction: 'forward' | 'backward',
    edit: TensorEdit,
  ): ChangeResult {
    if (target.kind !== 'parameter' && edit.kind === 'init')
      throw new ProblemError({
        message: tell('engine.init_of_parameters', 'Only parameters and buffers are initialised.'),
        remedy: tell('engine.noise_instead', 'Fill it, or add noise to it.'),
      })
    if (target.kind === 'parameter')
      return direction === 'forward'
        ? this.changeParameter(scene, target, edit)
        : this.changeGradient(scene, target, edit)
    return this.changeFlowing(scene, target, direction, edit)
  }

  /** Puts changes back, the latest first, with those that came after them at the same place. Errors: one is past. */
  putBack(scene: ChangeScene, ids: readonly number[] | undefined): void {
    const wanted = new Set(ids ?? this.entries.map(({ info }) => info.id))
    for (const id of wanted) if (!this.entries.some(({ info }) => info.id === id)) throw past()
    const first = new Map<string, number>()
    this.entries.forEach(({ info }, i) => {
      if (wanted.has(info.id) && !first.has(placeKey(info))) first.set(placeKey(info), i)
    })
    try {
      for (let i = this.entries.length - 1; i >= 0; i--) {
        const entry = this.entries[i]!
        if (i < (first.get(placeKey(entry.info)) ?? Infinity)) continue
        entry.putBack(scene)
        this.remove(entry)
      }
    } finally {
      this.told(this.list)
    }
  }

  /** A step has run to its end: everything before it is past. */
  afterStep(): void {
    this.forget(() => true)
  }

  /** The step that stood still is given up: what was changed in it is undone with it. */
  afterGivingUp(): void {
    this.forget(({ ofStep }) => ofStep)
  }

  private forget(which: (entry: Entry) => boolean): void {
    if (!this.entries.some(which)) return
    for (const entry of this.entries.filter(which)) this.remove(entry)
    this.told(this.list)
  }

  private remove(entry: Entry): void {
    this.entries = this.entries.filter((each) => each !== entry)
    entry.free()
  }

  private add(entry: Omit<Entry, 'info'>, info: Omit<TensorChange, 'id'>): TensorChange {
    const made = { ...info, id: this.nextId++ }
    this.entries.push({ ...entry, info: made })
    for (const old of this.entries.slice(0, -MOST_CHANGES)) this.remove(old)
    this.told(this.list)
    return made
  }

  private changeFlowing(
    { standing, step }: ChangeScene,
    target: ProbeTarget,
    direction: 'forward' | 'backward',
    edit: TensorEdit,
  ): ChangeResult {
    if (!standing) throw notStopped()
    const { live, putBack } =
      direction === 'forward' ? forwardValue(standing, target) : gradientAt(standing, target)
    const reach = live.reach()
    const values = editedValues(live.read(), edit)
    const { book } = standing
    const places = standing.within(() =>
      live.write((before) => {
        // The pass would free them once it is done with them.
        before.storage.held = true
        const made = direction === 'forward' ? instead(book, before, values) : like(before, values)
        made.storage.held = true
        return made
      }),
    )
    standing.changed(places, direction)
    const change = this.add(
      { ofStep: true, free: () => undefined, putBack },
      { target, direction, edit: summaryOf(edit), step },
    )
    return resultOf(change, live.read(), reach)
  }

  private changeParameter(scene: ChangeScene, target: ParameterTarget, edit: TensorEdit): ChangeResult {
    const { model, standing, step } = scene
    const tensor = netTensor(model.compiled, target)
    const values = editedValues(tensor, edit)
    const before = tensor.storage.hold()
    standing?.book.pin(tensor)
    write(tensor, values)
    const after = tensor.storage.hold()
    const change = this.add(
      {
        ofStep: standing !== null,
        free: () => {
          release(before.handle)
          release(after.handle)
        },
        putBack: ({ model: { compiled }, standing: now }) => {
          const there = netTensor(compiled, target)
          if (there !== tensor && there.shape.join() !== tensor.shape.join()) throw past()
          if (there === tensor && there.handle !== after.handle) throw past()
          now?.book.pin(there)
          takeBack(there, before, tensor)
        },
      },
      { target, direction: 'forward', edit: summaryOf(edit), step },
    )
    return resultOf(change, tensor, { taken: [], awaited: [] })
  }

  /** The gradient as it has added up so far, or what is about to be added to it. */
  private changeGradient(
    { model, standing, step }: ChangeScene,
    target: ParameterTarget,
    edit: TensorEdit,
  ): ChangeResult {
    const parameter = netTensor(model.compiled, target)
    if (!standing) throw notStopped()
    const { after, ...rest } = changedGradient(standing, parameter, edit)
    const change = this.add(
      { ofStep: true, ...rest },
      { target, direction: 'backward', edit: summaryOf(edit), step },
    )
    return resultOf(change, after, { taken: [], awaited: [] })
  }
}

function resultOf(
  change: TensorChange,
  tensor: Tensor,
  reach: { taken: string[]; awaited: string[] },
): ChangeResult {
  return { change, shape: [...tensor.shape], statistics: valueStatistics(tensor.data()), ...reach }
}

function summaryOf(edit: TensorEdit): EditSummary {
  const { kind } = edit
  const part = 'part' in edit && edit.part ? { part: edit.part } : {}
  switch (kind) {
    case 'set':
      return { kind, ...(edit.indices.length <= MOST_INDICES ? { indices: edit.indices } : {}) }
    case 'fill':
      return { kind, amount: edit.value, ...part }
    case 'scale':
      return { kind, amount: edit.factor, ...part }
    case 'noise':
      return { kind, amount: edit.std, ...part }
    case 'paste':
      return { kind, ...part }
    case 'init':
      return { kind, type: edit.type }
    default:
      return assertNever(edit)
  }
}

function placeKey({ target, direction }: TensorChange): string {
  return JSON.stringify([direction, target])
}
