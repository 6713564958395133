/** Metrics: what all of them have in common is filled in, and what they ask of their inputs. */
import { z } from 'zod'
import { formatShape, sameShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'
import type { MetricForm, NodeDefinition, NodeSpec, RuleCall } from '../registry/definition'
import { classFixes } from './class-targets'
import { alike, lossInputs } from './losses'
import { RuleError } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

interface MetricSpec<S extends z.ZodRawShape> extends Pick<
  NodeSpec<S>,
  'type' | 'label' | 'doc' | 'stem' | 'params'
> {
  metric: MetricForm
  /** The class of an exported `train.py`: what a batch adds to the state (`count`), and the value of it. */
  python: string
  /** Throws a {@link RuleError} where the inputs do not fit. */
  check: (call: RuleCall<z.output<z.ZodObject<S>>>) => void
}

/** A metric has no output: its value is told after each epoch, over the samples trained on and those held out. */
export function defineMetric<S extends z.ZodRawShape>({
  check,
  python,
  ...spec
}: MetricSpec<S>): NodeDefinition {
  return defineNode<S>({
    ...spec,
    category: 'metric',
    plainStem: true,
    role: 'metric',
    inputs: lossInputs,
    outputs: [],
    calls: ['functional'],
    accepts: 'numbers',
    pytorch: { module: spec.type, support: () => ({ name: spec.type, source: python }) },
    types: (call) => {
      check(call)
      return {}
    },
  })
}

/** Targets of this value are left out, as in CrossEntropyLoss. */
export const ignoreIndex = z
  .int()
  .default(-100)
  .meta({ doc: 'Targets of this value do not count.', advanced: true })

/** Scores `(N, C, d1, …)` with class numbers `(N, d1, …)`. → the number of classes, where it is known */
export function expectScores(call: RuleCall<unknown>, type: string): number | undefined {
  const input = inputAt(call, 'input')
  const target = inputAt(call, 'target')
  if (input.dtype !== 'float32')
    throw new RuleError(
      told(
        'rule.metric.input_no_scores',
        '{{type}} compares scores with class numbers, but its input holds int64.',
        { type },
      ),
      {
        handle: 'input',
        remedy: tell(
          'rules.metric.wire_scores_to_input_and',
          'Wire the scores to input and the class numbers to target; are they swapped?',
        ),
        fixes: [
          { kind: 'swap', handles: ['input', 'target'] },
          { kind: 'set-dtype', handle: 'input', dtype: 'float32' },
        ],
      },
    )
  if (target.dtype !== 'int64')
    throw new RuleError(
      told(
        'rule.metric.target_no_classes',
        '{{type}} compares scores with class numbers, but its target holds float32.',
        { type },
      ),
      {
        handle: 'target',
        remedy: tell(
          'rules.metric.class_numbers_are_int64_for',
          'Class numbers are int64. For numbers use MAE or R2Score.',
        ),
        fixes: [{ kind: 'set-dtype', handle: 'target', dtype: 'int64' }],
      },
    )
  const expected = [input.shape[0] ?? 0, ...input.shape.slice(2)]
  if (input.shape.length < 2 || !sameShape(expected, target.shape))
    throw new RuleError(
      told(
        'rule.metric.scores_and_classes',
        '{{type}} needs scores (N, C) and one class number for each sample (N), but the input is {{shape}} and the target {{shape2}}.',
        { type, shape: formatShape(input.shape), shape2: formatShape(target.shape) },
      ),
      {
        handle: input.shape.length > 2 ? 'input' : 'target',
        remedy: tell('rules.metric.behind_c_both_have_same', 'Behind C both have the same dimensions.'),
        fixes: classFixes(input.shape, target.shape),
      },
    )
  const classes = input.shape[1]
  return typeof classes === 'number' ? classes : undefined
}

/** Numbers of the same shape, with the samples in the first dimension. */
export function expectAlike(call: RuleCall<unknown>, type: string): void {
  const input = inputAt(call, 'input')
  const target = inputAt(call, 'target')
  for (const [handle, { dtype }] of Object.entries({ input, target }))
    if (dtype !== 'float32')
      throw new RuleError(
        told('rule.metric.no_float32', '{{type}} compares float32 values, but its {{handle}} holds int64.', {
          type,
          handle,
        }),
        {
          handle,
          remedy: tell('rules.metric.for_class_numbers_use_accuracy', 'For class numbers use Accuracy.'),
          fixes: [
            { kind: 'set-dtype', handle, dtype: 'float32' },
            { kind: 'replace', type: 'Accuracy' },
          ],
        },
      )
  if (!sameShape(input.shape, target.shape)) throw unlike(type, input.shape, target.shape)
  if (input.shape.length === 0)
    throw new RuleError(
      told('rule.metric.single_number', '{{type}} needs a dimension of samples, but gets a single number.', {
        type,
      }),
      {
        handle: 'input',
        remedy: tell(
          'rules.metric.wire_values_of_each_sample',
          'Wire the values of each sample, not a loss.',
        ),
      },
    )
}

function unlike(type: string, input: Shape, target: Shape): RuleError {
  return new RuleError(
    told(
      'rule.metric.other_shape',
      '{{type}} needs input and target of the same shape, but they are {{input}} and {{target}}.',
      { type, input: formatShape(input), target: formatShape(target) },
    ),
    {
      handle: 'input',
      remedy: tell(
        'rules.metric.flatten_or_layer_with_right',
        'A Flatten, or a layer with the right number of outputs, makes them alike.',
      ),
      fixes: alike(input, target),
    },
  )
}
