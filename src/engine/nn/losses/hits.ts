/** How many predictions are right. */
import type { Tensor } from '../../core/tensor'

/**
 * Counts where the largest score is that of the target's class; the first of equal scores counts, as in `argmax`.
 *
 * Shape: input (N, C) or (N, C, d1, …), target (N) or (N, d1, …) of class numbers. Null for targets that are probabilities.
 */
export function classHits(input: Tensor, target: Tensor): { right: number; total: number } | null {
  if (target.dtype !== 'int64') return null
  const scores = input.data()
  const classes = target.data()
  const count = input.shape.length === 1 ? input.shape[0]! : input.shape[1]!
  const inner = input.shape.slice(2).reduce((a, b) => a * b, 1)
  let right = 0
  for (let i = 0; i < classes.length; i++) {
    const start = Math.floor(i / inner) * count * inner + (i % inner)
    let best = 0
    for (let c = 1; c < count; c++) if (scores[start + c * inner]! > scores[start + best * inner]!) best = c
    if (best === classes[i]) right++
  }
  return { right, total: classes.length }
}

/**
 * Counts where input and target are on the same side: the input of `boundary`, the target of 0.5.
 *
 * Shape: input and target alike. Null for targets other than 0 and 1.
 */
export function binaryHits(
  input: Tensor,
  target: Tensor,
  boundary: number,
): { right: number; total: number } | null {
  const scores = input.data()
  const answers = target.data()
  let right = 0
  for (let i = 0; i < answers.length; i++) {
    if (answers[i] !== 0 && answers[i] !== 1) return null
    if (scores[i]! > boundary === (answers[i] === 1)) right++
  }
  return { right, total: answers.length }
}
