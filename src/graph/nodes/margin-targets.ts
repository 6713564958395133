/** What losses with a margin between classes ask of scores and targets. */
import { formatShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { inputAt } from '../registry/definition'
import type { RuleCall } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/** Fails with PyTorch's sentence where scores have more than one dimension beside the batch. */
export function expectRows(input: Shape): void {
  if (input.length <= 2) return
  throw new RuleError(
    `Expected non-empty vector or matrix with optional 0-dim batch size, but got: ${formatShape(input)}`,
    { handle: 'input', fixes: [{ kind: 'flatten-upstream', handle: 'input' }] },
  )
}

/** Fails with PyTorch's sentences where classes are no whole numbers, or scores are; it names its own function then. */
export function expectClassNumbers(call: RuleCall<unknown>, kernel: string): void {
  if (inputAt(call, 'target').dtype !== 'int64')
    throw new RuleError('expected scalar type Long but found Float', {
      handle: 'target',
      remedy: tell('rules.nll_loss.classes_must_be_int64', 'Classes must be int64.'),
      fixes: [
        { kind: 'swap', handles: ['input', 'target'] },
        { kind: 'set-dtype', handle: 'target', dtype: 'int64' },
      ],
    })
  if (inputAt(call, 'input').dtype === 'float32') return
  throw new RuleError(`"${kernel}" not implemented for 'Long'`, {
    handle: 'input',
    fixes: [{ kind: 'set-dtype', handle: 'input', dtype: 'float32' }],
  })
}
