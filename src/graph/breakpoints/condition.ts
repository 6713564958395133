/** When a breakpoint stops: a text that a person writes, and what it means. */
import { tell } from '../../words/tell'
import { assertNever } from '../basics/assert-never'
import type { Expression } from '../expressions/expression'
import { parseExpression } from '../expressions/parse-expression'

export type Condition =
  | { kind: 'always' }
  /** Each step whose number this divides; steps count from 1. */
  | { kind: 'every'; steps: number }
  | { kind: 'isnan' }
  | { kind: 'isinf' }
  | { kind: 'compare'; what: Measure; operator: '<' | '>'; limit: number }
  /** True of any element. */
  | { kind: 'expression'; expression: Expression }

/** A condition, or what is wrong with the text. */
export type ParsedCondition =
  { condition: Condition; problem?: undefined } | { condition?: undefined; problem: string }

/** What each comparison asks: with `<` only of the norm. */
const COMPARISON = /^(absmax|norm|zeros)\s*([<>])\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)$/

/** What the text means; it never throws. */
export function parseCondition(text: string): ParsedCondition {
  const plain = text.trim()
  if (plain === 'always' || plain === 'isnan' || plain === 'isinf') return { condition: { kind: plain } }
  const every = /^every\s+(\d+)$/.exec(plain)
  if (every && Number(every[1]) > 0) return { condition: { kind: 'every', steps: Number(every[1]) } }
  const compared = comparison(plain)
  if (compared) return { condition: compared }
  const { expression, problem } = parseExpression(plain)
  if (expression) return { condition: { kind: 'expression', expression } }
  return {
    problem: tell(
      'breakpoint.no_condition',
      "'{{condition}}' is no condition. {{problem}} Conditions are {{forms}}, or an expression in x as {{example}}.",
      {
        condition: plain,
        problem: problem.message,
        forms: 'always, every 10, isnan, isinf, absmax > 100, norm < 0.001, norm > 10, zeros > 0.9',
        example: 'mean(x) > 0.5',
      },
    ),
  }
}

function comparison(text: string): Condition | null {
  const compared = COMPARISON.exec(text)
  if (!compared) return null
  const [, what, operator, limit] = compared as unknown as [string, Measure, '<' | '>', string]
  if (operator === '<' && what !== 'norm') return null
  return { kind: 'compare', what, operator, limit: Number(limit) }
}

/** What a comparison looks at: the largest magnitude, the norm, the share of zeros. */
export type Measure = 'absmax' | 'norm' | 'zeros'

/** A value that passes, as far as a condition asks for it. */
export interface ConditionValue {
  /** Whether any element is NaN, or infinite. */
  any: (what: 'nan' | 'inf') => boolean
  /** A number that need be exact only close to the limit it is compared with. */
  measure: (what: Measure, limit: number) => number
  /** Whether the expression is true of any element. */
  anyElement: (expression: Expression) => boolean
}

/** Whether it holds for a value in a step, from 1. */
export function holds(
  condition: Condition,
  step: number,
  { any, measure, anyElement }: ConditionValue,
): boolean {
  switch (condition.kind) {
    case 'always':
      return true
    case 'every':
      return step % condition.steps === 0
    case 'isnan':
      return any('nan')
    case 'isinf':
      return any('inf')
    case 'compare': {
      const value = measure(condition.what, condition.limit)
      return condition.operator === '<' ? value < condition.limit : value > condition.limit
    }
    case 'expression':
      return anyElement(condition.expression)
    default:
      return assertNever(condition)
  }
}
