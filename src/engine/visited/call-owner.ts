/** Which node of the net a call to TensorFlow belongs to. */
import { backend } from '../backend'
import { walkBackward, walkPass, parameterPlaces } from '../build/compile'
import { TapeBook } from '../build/tape-book'
import type { CalledAt } from '../captured/captured-steps'
import { watchCalls } from '../captured/call-watch'
import { scope } from '../core/scope'
import type { Tensor } from '../core/tensor'
import type { Batch } from '../executor/batch'
import { feedOf } from './feed'
import type { Model } from './model'
import { ModelState } from './model-state'
import { tell } from '../../words/tell'

/** What a step does beside its pass; of what learns nothing, no more than that. */
export interface StepParts {
  batch: Batch
  begin?: () => void
  judge?: (loss: Tensor) => void
  update?: () => void
}

/**
 * Takes a step once more, in visits, and says in whose turn a call comes: where in the net, or in the optimiser's step. Null: the calls are not
 * those. Nothing is left of it.
 */
export function ownerOfCall(model: Model, { place, names }: CalledAt, parts: StepParts): string | null {
  const { compiled } = model
  const state = new ModelState(model)
  const book = new TapeBook(parameterPlaces(compiled))
  let pass: 'forward' | 'backward' | 'update' = 'forward'
  let count = 0
  let owner: string | null = null
  const told = (name: string): void => {
    if (count <= place && name !== names[count]) count = Infinity
    else if (count++ === place) owner = ownerText(pass, book.atWork)
  }
  const step = (): void => {
    parts.begin?.()
    const walk = walkPass(compiled, feedOf(parts.batch), { flow: null, book })
    let next = walk.next()
    while (!next.done) next = walk.next()
    const { loss } = next.value
    pass = 'backward'
    if (!loss?.requiresGrad) return
    for (const _ of walkBackward(loss, book));
    pass = 'update'
    parts.judge?.(loss)
    parts.update?.()
  }
  try {
    compiled.hooks.aside(() => watchCalls(backend.interposable!, told, () => scope(step)))
  } catch {
    // What is known of it by then counts.
  } finally {
    book.free()
    state.putBack()
    state.free()
  }
  return owner
}

function ownerText(pass: 'forward' | 'backward' | 'update', node: string): string {
  if (pass === 'update') return tell('engine.in_the_update', "in the optimiser's step")
  if (pass === 'forward')
    return node
      ? tell('engine.at_node_forward', 'at {{node}} in the forward pass', { node })
      : tell('engine.in_the_forward_pass', 'in the forward pass')
  return node
    ? tell('engine.at_node_backward', 'at {{node}} in the backward pass', { node })
    : tell('engine.in_the_backward_pass', 'in the backward pass')
}
