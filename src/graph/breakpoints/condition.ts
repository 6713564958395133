/** When a breakpoint stops: a text that a person writes, and what it means. */
import { assertNever } from '../basics/assert-never'
import { tell } from '../../words/tell'

export type Condition =
  | { kind: 'always' }
  /** Each step whose number this divides; steps count from 1. */
  | { kind: 'every'; steps: number }
  | { kind: 'isnan' }
  | { kind: 'isinf' }
  | { kind: 'compare'; what: 'absmax' | 'norm' | 'zeros'; operator: '<' | '>'; limit: number }

/** What a value is like, as PyTorch computes it: NaN among the numbers makes everything NaN but the counts. */
export interface ValueStatistics {
  min: number
  max: number
  mean: number
  /** Of a sample: the sum of squares is divided by n - 1. */
  std: number
  norm: number
  /** Share of values that are exactly zero, 0 to 1. */
  zeros: number
  nan: number
  inf: number
}

/** The forms that there are. */
export function conditionHelp(): string {
  return tell('breakpoint.condition_forms', 'Conditions are {{forms}}.', {
    forms: 'always, every 10, isnan, isinf, absmax > 100, norm < 0.001, norm > 10, zeros > 0.9',
  })
}

/** What each comparison asks: with `<` only of the norm. */
const COMPARISON = /^(absmax|norm|zeros)\s*([<>])\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)$/

/** Null where the text is no condition. */
export function parseCondition(text: string): Condition | null {
  const plain = text.trim()
  if (plain === 'always' || plain === 'isnan' || plain === 'isinf') return { kind: plain }
  const every = /^every\s+(\d+)$/.exec(plain)
  if (every) return Number(every[1]) > 0 ? { kind: 'every', steps: Number(every[1]) } : null
  const compared = COMPARISON.exec(plain)
  if (!compared) return null
  const [, what, operator, limit] = compared as unknown as [
    string,
    'absmax' | 'norm' | 'zeros',
    '<' | '>',
    string,
  ]
  if (operator === '<' && what !== 'norm') return null
  return { kind: 'compare', what, operator, limit: Number(limit) }
}

/** Whether it holds in a step (from 1) for a value with these statistics, which are only asked for where they decide. */
export function holds(condition: Condition, step: number, statistics: () => ValueStatistics): boolean {
  switch (condition.kind) {
    case 'always':
      return true
    case 'every':
      return step % condition.steps === 0
    case 'isnan':
      return statistics().nan > 0
    case 'isinf':
      return statistics().inf > 0
    case 'compare': {
      const value = measured(condition.what, statistics())
      return condition.operator === '<' ? value < condition.limit : value > condition.limit
    }
    default:
      return assertNever(condition)
  }
}

function measured(what: 'absmax' | 'norm' | 'zeros', { min, max, norm, zeros }: ValueStatistics): number {
  return what === 'absmax' ? Math.max(Math.abs(min), Math.abs(max)) : what === 'norm' ? norm : zeros
}
