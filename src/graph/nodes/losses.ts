/** What losses share: their handles, `reduction`, and the shape that it gives. */
import { z } from 'zod'
import { formatShape, sameShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { broadcastShapes } from './broadcast'
import { inputAt } from '../registry/definition'
import type { Handle, RuleCall } from '../registry/definition'
import { toShape } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import type { RuleFix } from '../registry/rule-error'
import { tell } from '../../words/tell'

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

/**
 * The shape of input and target broadcast.
 *
 * @param first The one that PyTorch names first in the sentence.
 * Errors: they do not fit → PyTorch's sentence, and a Flatten where that may help.
 */
export function comparedShape(call: RuleCall<unknown>, first: 'input' | 'target' = 'input'): Shape {
  const input = inputAt(call, 'input').shape
  const target = inputAt(call, 'target').shape
  try {
    return first === 'input'
      ? broadcastShapes(input, target, ['input', 'target'])
      : broadcastShapes(target, input, ['target', 'input'])
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    throw new RuleError(error.message, {
      handle: 'input',
      remedy: error.details.remedy,
      fixes: alike(input, target),
    })
  }
}

/** PyTorch's warning where input and target differ in size but broadcast. */
export function sizeWarning(call: RuleCall<unknown>): RuleError | undefined {
  const input = inputAt(call, 'input').shape
  const target = inputAt(call, 'target').shape
  if (sameShape(input, target)) return undefined
  return new RuleError(
    `Using a target size (torch.Size(${formatShape(target)})) that is different to the input size ` +
      `(torch.Size(${formatShape(input)})). This will likely lead to incorrect results due to broadcasting. ` +
      `Please ensure they have the same size.`,
    { handle: 'target', fixes: alike(input, target) },
  )
}

/** Remedies that give input and target one shape. */
export function alike(input: Shape, target: Shape): RuleFix[] {
  return [
    ...(input.length > 2 ? [{ kind: 'flatten-upstream', handle: 'input' } as const] : []),
    ...toShape('target', target, input),
    ...toShape('input', input, target),
  ]
}

/** Fails with PyTorch's sentence `message` where one of the inputs holds whole numbers. */
export function expectFloats(call: RuleCall<unknown>, type: string, message: string): void {
  for (const [handle, { dtype }] of Object.entries(call.inputs)) {
    if (dtype === 'float32') continue
    throw new RuleError(message, {
      handle,
      remedy: tell(
        'rules.losses.compares_float32_values_for_classes',
        '{{type}} compares float32 values; for classes use CrossEntropyLoss.',
        { type },
      ),
      fixes: [{ kind: 'set-dtype', handle, dtype: 'float32' }],
    })
  }
}

/** Fails with PyTorch's sentence where every one of these inputs holds whole numbers: their mean would have to be one. */
export function expectFraction(call: RuleCall<unknown>, type: string, handles: readonly string[]): void {
  if (!handles.every((handle) => call.inputs[handle]?.dtype === 'int64')) return
  throw new RuleError(
    'mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Long',
    {
      handle: 'input',
      remedy: tell(
        'rules.losses.compares_float32_values_for_classes',
        '{{type}} compares float32 values; for classes use CrossEntropyLoss.',
        { type },
      ),
      fixes: handles.map((handle) => ({ kind: 'set-dtype', handle, dtype: 'float32' }) as const),
    },
  )
}

/** Fails where a list of weights does not broadcast to the shape of the losses; PyTorch names the one it has first. */
export function expectWeights(
  param: string,
  given: readonly number[] | null,
  losses: Shape,
  first: 'weights' | 'losses' = 'losses',
): void {
  if (given === null) return
  const shape = [given.length]
  const remedy = tell(
    'rules.losses.one_weight_for_each_of',
    'One weight for each of the last dimension of {{losses}}.',
    { losses: formatShape(losses) },
  )
  try {
    const all = first === 'losses' ? broadcastShapes(losses, shape) : broadcastShapes(shape, losses)
    if (!sameShape(all, losses))
      throw new RuleError(
        `output with shape ${formatShape(losses)} doesn't match the broadcast shape ${formatShape(all)}`,
      )
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    const fixes: RuleFix[] = [
      { kind: 'unset', label: tell('rules.losses.without', 'Without {{param}}', { param }), names: [param] },
    ]
    throw new RuleError(error.message, { param, remedy, fixes })
  }
}

/** A list of weights, or none. */
export function weights(doc: string): z.ZodDefault<z.ZodNullable<z.ZodArray<z.ZodNumber>>> {
  return z.array(z.number()).nullable().default(null).meta({ doc, advanced: true })
}
