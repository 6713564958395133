/** The gradient of a parameter, changed by hand in a step that stands still. */
import type { TensorEdit } from '../../../graph/changes/tensor-edit'
import { release } from '../../core/storage'
import type { Tensor } from '../../core/tensor'
import { notYet, past } from './change-problems'
import type { StandingStep, Undo } from './change-scene'
import { editedValues } from './edited-values'
import { like, write } from './new-values'

type ChangedGradient = Undo & { after: Tensor }

/** Changes what is about to be added to the gradient, or the gradient as it has added up so far. Errors: there is none yet. */
export function changedGradient(
  standing: StandingStep,
  parameter: Tensor,
  edit: TensorEdit,
): ChangedGradient {
  return arrivingChanged(standing, parameter, edit) ?? gradientChanged(parameter, edit)
}

function gradientChanged(parameter: Tensor, edit: TensorEdit): ChangedGradient {
  const { grad } = parameter
  if (!grad) throw notYet()
  const values = editedValues(grad, edit)
  const before = grad.storage.hold()
  write(grad, values)
  const { handle } = grad
  return {
    after: grad,
    free: () => release(before.handle),
    putBack: () => {
      if (parameter.grad?.handle !== handle) throw past()
      parameter.grad.storage.putBack(before)
    },
  }
}

function arrivingChanged(
  standing: StandingStep,
  parameter: Tensor,
  edit: TensorEdit,
): ChangedGradient | null {
  const arriving = standing.book.live.arriving(parameter)
  if (!arriving) return null
  const before = arriving.read()
  const values = editedValues(before, edit)
  const after = standing.within(() => {
    const made = like(before, values)
    before.storage.held = made.storage.held = true
    return made
  })
  arriving.put(after)
  return {
    after,
    free: () => undefined,
    putBack: ({ standing: later }) => {
      const now = later?.book.live.arriving(parameter)
      if (now?.read() !== after) throw past()
      now.put(before)
    },
  }
}
