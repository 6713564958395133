/** The numbers that a tensor has after an edit, or why it cannot have them. */
import { edited, fitsIn, placesOf } from '../../../graph/changes/tensor-edit'
import type { TensorEdit, TensorPart } from '../../../graph/changes/tensor-edit'
import { initialiserDefinition } from '../../../graph/changes/initialisers'
import { parseParams } from '../../../graph/params/param-findings'
import { scope } from '../../core/scope'
import { fromValues } from '../../core/tensor'
import type { Tensor } from '../../core/tensor'
import { Generator } from '../../random/generator'
import { ProblemError } from '../../executor/problem'
import { tell } from '../../../words/tell'
import { initialise } from './initialise'

/** Errors: places outside the tensor, another shape, numbers that its type does not hold, an initialisation that does not fit. */
export function editedValues(tensor: Tensor, edit: TensorEdit): Float32Array {
  const { shape, dtype } = tensor
  const before = Float32Array.from(tensor.data())
  if ('part' in edit && edit.part) checkPart(edit.part, shape)
  const after = valuesAfter(before, tensor, edit)
  if (dtype !== 'float32') checkWhole(after, dtype)
  return after
}

function valuesAfter(before: Float32Array, { shape, dtype }: Tensor, edit: TensorEdit): Float32Array {
  if (edit.kind === 'init') return initialised(shape, dtype, edit)
  if (edit.kind === 'noise') {
    const places = placesOf(shape, edit.part)
    const drawn = new Generator(edit.seed).fillNormal(new Float32Array(places.length))
    const std = Math.fround(edit.std)
    places.forEach((place, i) => (before[place] = before[place]! + Math.fround(drawn[i]! * std)))
    return before
  }
  if (edit.kind === 'set') checkElements(edit, before.length)
  if (edit.kind === 'paste') checkPasted(edit, edit.part?.size ?? shape)
  return edited(before, shape, edit)
}

function initialised(
  shape: readonly number[],
  dtype: Tensor['dtype'],
  { type, params, seed }: Extract<TensorEdit, { kind: 'init' }>,
): Float32Array {
  const definition = initialiserDefinition(type)
  if (!definition)
    throw new ProblemError({
      message: tell('engine.no_initialiser', "nn.init has no '{{type}}' here.", { type }),
    })
  if (dtype !== 'float32')
    throw new ProblemError({
      message: tell('engine.init_of_integers', 'Whole numbers are not initialised by nn.init.'),
      remedy: tell('engine.fill_instead', 'Fill it instead.'),
    })
  const parsed = parseParams(type, definition.params, params)
  const [problem] = parsed.problems ?? []
  if (problem)
    throw new ProblemError({ message: problem.message, remedy: problem.remedy, param: problem.param })
  return scope(() => {
    const made = fromValues(new Float32Array(shape.reduce((a, b) => a * b, 1)), [...shape], 'float32')
    initialise(made, type, definition.params.parse(params), new Generator(seed))
    return Float32Array.from(made.data())
  })
}

function checkPart(part: TensorPart, shape: readonly number[]): void {
  if (fitsIn(part, shape)) return
  throw new ProblemError({
    message: tell(
      'engine.part_outside',
      'The slice from [{{start}}] of size [{{size}}] is not inside [{{shape}}].',
      {
        start: part.start.join(', '),
        size: part.size.join(', '),
        shape: shape.join(', '),
      },
    ),
  })
}

function checkElements({ indices, values }: Extract<TensorEdit, { kind: 'set' }>, count: number): void {
  const outside = indices.find((index) => index >= count)
  if (outside !== undefined)
    throw new ProblemError({
      message: tell(
        'engine.element_outside',
        'There is no element {{index}}: the tensor has {{count, number}}.',
        {
          index: outside,
          count,
        },
      ),
    })
  if (values.length === 1 || values.length === indices.length) return
  throw new ProblemError({
    message: tell('engine.values_for_elements', '{{count, number}} elements get {{given, number}} numbers.', {
      count: indices.length,
      given: values.length,
    }),
    remedy: tell('engine.one_value_or_each', 'Give one number for all of them, or one for each.'),
  })
}

/** A number alone may be pasted as a vector of one. */
function checkPasted(
  { values, shape }: Extract<TensorEdit, { kind: 'paste' }>,
  wanted: readonly number[],
): void {
  const count = wanted.reduce((a, b) => a * b, 1)
  const same = shape.join() === wanted.join() || (count === 1 && values.length === 1)
  if (same && values.length === count) return
  throw new ProblemError({
    message: tell('engine.pasted_shape', 'The array has shape [{{given}}], not [{{wanted}}].', {
      given: shape.join(', '),
      wanted: wanted.join(', '),
    }),
    remedy: tell('engine.paste_that_shape', 'Paste an array of that shape, or choose a slice of its size.'),
  })
}

function checkWhole(values: Float32Array, dtype: 'int64' | 'bool'): void {
  const wrong = values.findIndex((value) =>
    dtype === 'bool' ? value !== 0 && value !== 1 : !Number.isInteger(value),
  )
  if (wrong < 0) return
  throw new ProblemError({
    message: tell('engine.not_of_type', 'Element {{index}} would be {{value}}, which is no {{dtype}}.', {
      index: wrong,
      value: String(values[wrong]),
      dtype,
    }),
    remedy:
      dtype === 'bool'
        ? tell('engine.give_zero_or_one', 'Give 0 or 1.')
        : tell('engine.give_whole_number', 'Give a whole number.'),
  })
}
