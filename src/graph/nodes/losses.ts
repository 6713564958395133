/** What losses share: their handles, `reduction`, and the shape that it gives. */
import { z } from 'zod'
import type { Shape } from '../infer/dims'
import type { Handle } from './definition'

export const lossInputs: Handle[] = [
  { name: 'input', doc: 'What the network says.' },
  { name: 'target', doc: 'What it should say.' },
]

export const reduction = z
  .enum(['mean', 'sum', 'none'])
  .default('mean')
  .meta({ doc: 'How the losses of the samples become one number.' })

/** `[]` for mean and sum, the losses' own shape for none. */
export function reduced(losses: Shape, how: 'mean' | 'sum' | 'none'): Shape {
  return how === 'none' ? losses : []
}
