/** Where the heads inside of a node look. */
import { plainValues } from '../build/plain-values'
import { watchAttention } from '../nn/attention/multihead-attention'
import type { Batch } from '../executor/batch'
import type { TensorValues } from '../executor/executor'
import type { CallPlace } from '../protocol'
import type { Model } from './model'
import { watchedPass } from './watched-pass'

/** The weights (N, heads, L, S) of each attention inside of a call, in the order in which they run; none where there is none. */
export function attentionInside(model: Model, batch: Batch, { path, node }: CallPlace): TensorValues[] {
  const found: TensorValues[] = []
  let inside = false
  const place = path.join('/')
  return watchAttention(
    (weights) => {
      if (inside) found.push(plainValues(weights))
    },
    () =>
      watchedPass(
        model,
        batch,
        (visit) => {
          if (visit.kind === 'call' && visit.node === node && visit.path.join('/') === place)
            inside = visit.when === 'before'
        },
        () => found,
      ),
  )
}
