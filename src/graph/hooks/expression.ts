import { z } from 'zod'
import type { Expression } from '../expressions/expression'
import { mentions } from '../expressions/expression'
import { expressionRemedy, parseExpression } from '../expressions/parse-expression'
import { pythonText } from '../expressions/python-text'
import { literal } from '../pytorch/python'
import { told, tell } from '../../words/tell'
import { OnnxRefusal } from '../onnx/writing/refusal'
import { defineHook } from './definition'
import { expressionValue } from './expression-operators'

const AS_FLOAT = {
  name: 'as_float',
  source: `def as_float(value):
    """A number or truth values as a tensor of numbers."""
    if isinstance(value, torch.Tensor) and value.is_floating_point():
        return value
    return torch.as_tensor(value, dtype=torch.float32)`,
}

/** Whoever trains sets it. */
export const STEPS = {
  name: 'Steps',
  source: `class Steps:
    """The number of the training step, from 1; 0 before training."""

    now = 0`,
}

export const expression = defineHook({
  type: 'expression',
  doc: 'What a formula of x gives, with the shape of x.',
  params: {
    expr: z
      .string()
      .meta({ control: 'expression' })
      .default('x')
      .meta({ doc: 'The formula: Python with x, step, pi, and functions such as clamp(x, -1, 1).' }),
  },
  problem: ({ expr }) => {
    const { problem } = parseExpression(expr)
    if (problem === undefined) return undefined
    const { column, ...rest } = problem
    return { param: 'expr', column, ...rest, remedy: expressionRemedy() }
  },
  pytorch: {
    hook: () => ({
      name: 'expression',
      needs: [AS_FLOAT, STEPS],
      source: `def expression(text, function):
    """A hook that computes the text, which the function does; one number is spread over the tensor."""

    def hook(tensor):
        result = as_float(function(tensor, as_float(Steps.now)))
        return result if result.shape == tensor.shape else result.expand_as(tensor).contiguous()

    return hook`,
    }),
    arguments: ({ expr }) => [literal(expr), `lambda x, step: ${pythonText(expressionOf(expr))}`],
  },
  onnx: (node, value, { expr }) => {
    const tree = expressionOf(expr)
    if (mentions(tree, 'step'))
      throw new OnnxRefusal(
        told('onnx_export.no_step', 'ONNX has no training steps to count.'),
        tell('export.write_without_step', 'Write the expression without step.'),
      )
    return expressionValue(node, value, tree)
  },
})

/** The tree of an expression that has been checked. */
export function expressionOf(expr: string): Expression {
  const parsed = parseExpression(expr)
  if (parsed.expression !== undefined) return parsed.expression
  throw new RangeError(
    told('expression.not_checked', '{{sentence}}', { sentence: parsed.problem.message }).message,
  )
}
