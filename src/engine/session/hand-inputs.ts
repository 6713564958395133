/** What a person gives the inputs of a net by hand, as a batch. */
import { assertNever } from '../../graph/basics/assert-never'
import type { InputSlot } from '../../graph/plan/input-slots'
import { writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensors } from '../../graph/formats/safetensors'
import { zerosOf } from '../../graph/types/values'
import { scaled } from '../data/prepare'
import type { Batch, BatchPart } from '../executor/batch'
import { dtypeOf, readTensors, STORED } from '../executor/named-tensors'
import { ProblemError } from '../executor/problem'
import type { EngineCommand, HandInput } from '../protocol'
import { Generator } from '../random/generator'
import type { Samples } from './sample-store'
import { tell } from '../../words/tell'

/** A file without tensors. */
const EMPTY = Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d)

/** `x`, or `data.x` for an output of a data source. */
export function labelOf({ name, handle, role }: InputSlot): string {
  return role === 'data' ? `${name}.${handle}` : name
}

/**
 * The batch of a pass by hand.
 *
 * Errors: an input that is missing or does not fit; no such sample.
 */
export function handBatch(
  { inputs, tensors = EMPTY }: Extract<EngineCommand, { kind: 'byHand' }>,
  slots: readonly InputSlot[],
  samples: Samples | null,
): Batch {
  const given = readTensors(tensors)
  return slots.map((slot) => {
    const input = inputs.find(({ node, handle }) => node === slot.node && handle === slot.handle)
    if (input === undefined)
      throw located(slot, {
        message: tell('engine.nothing_was_given_to', "Nothing was given to '{{name}}'.", {
          name: labelOf(slot),
        }),
        remedy: tell('engine.choose_what_it_gets', 'Choose what it gets.'),
      })
    return partOf(input, slot, given, samples)
  })
}

function partOf(
  { from, shape, dtype }: HandInput,
  slot: InputSlot,
  given: SafeTensors,
  samples: Samples | null,
): BatchPart {
  const { node, handle } = slot
  const part = { node, handle, dtype, shape }
  const count = shape.reduce((product, size) => product * size, 1)
  switch (from.kind) {
    case 'randn':
      if (dtype !== 'float32')
        throw located(slot, {
          message: tell('engine.randn_is_no_index', '{{name}} takes {{dtype}}, and torch.randn gives float32.', { name: labelOf(slot), dtype }),
          remedy: tell('engine.choose_number_or_sample', 'Choose a number or a sample.'),
        }) // prettier-ignore
      return { ...part, values: new Generator(from.seed).fillNormal(new Float32Array(count)) }
    case 'fill':
      return {
        ...part,
        values: zerosOf(dtype, count).fill(dtype === 'bool' ? Number(from.value !== 0) : from.value),
      }
    case 'sample':
      return sampleOf(from.index, slot, samples)
    case 'tensor': {
      const tensor = given.get(from.name)
      const values = tensor?.values
      const fits = tensor !== undefined && dtypeOf(tensor) === dtype && tensor.shape.join() === shape.join()
      if (!fits || !values)
        throw located(slot, {
          message: tell('engine.hand_tensor_fits_not', '{{name}} takes {{dtype}} [{{wanted}}], but was given [{{shape}}].', {
            name: labelOf(slot),
            dtype,
            wanted: shape.join(', '),
            shape: tensor?.shape.join(', ') ?? '',
          }),
          remedy: tell('engine.give_tensor_of_shape', 'Give a tensor of that shape and type.'),
        }) // prettier-ignore
      const scaling = from.picture === true && slot.role === 'data' ? samples?.scaling : undefined
      const scales = scaling !== undefined && values instanceof Float32Array
      return { ...part, values: scales ? scaled(values, scaling) : values }
    }
    default:
      return assertNever(from)
  }
}

/** Those to train on first, those held out behind them. */
function sampleOf(index: number, slot: InputSlot, samples: Samples | null): BatchPart {
  const train = samples?.train
  const heldOut = samples?.heldOut ?? null
  const [source, at] =
    train === undefined || index < train.count ? [train, index] : [heldOut, index - train.count]
  if (!source || at >= source.count)
    throw located(slot, {
      message: tell('engine.no_such_sample', 'There is no sample {{index}}: there are {{count}}, counted from 0.', {
        index,
        count: (train?.count ?? 0) + (heldOut?.count ?? 0),
      }),
      remedy: tell('engine.choose_smaller_index', 'Choose a smaller number.'),
    }) // prettier-ignore
  const found = source
    .batch(at, at + 1)
    .find(({ node, handle }) => node === slot.node && handle === slot.handle)
  if (!found)
    throw located(slot, {
      message: tell('engine.nothing_was_given_to', "Nothing was given to '{{name}}'.", {
        name: labelOf(slot),
      }),
      remedy: tell('engine.choose_what_it_gets', 'Choose what it gets.'),
    })
  return found
}

function located({ node, name }: InputSlot, problem: { message: string; remedy: string }): ProblemError {
  return new ProblemError({ ...problem, node, name })
}

/** The tensors of a pass by hand with what was given, `input/<name>`, as safetensors. */
export function withInputs(tensors: Uint8Array, batch: Batch, slots: readonly InputSlot[]): Uint8Array {
  const all = readTensors(tensors)
  for (const slot of slots) {
    const part = batch.find(({ node, handle }) => node === slot.node && handle === slot.handle)
    if (part)
      all.set(`input/${labelOf(slot)}`, {
        dtype: STORED[part.dtype],
        shape: part.shape,
        values: part.values,
      })
  }
  return writeSafetensors(all)
}
