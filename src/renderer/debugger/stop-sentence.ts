/** Says where a step stands still, and why. */
import type { StopInfo } from '../../engine/protocol'
import { parseCondition } from '../../graph/breakpoints/condition'
import type { Condition } from '../../graph/breakpoints/condition'
import type { TensorStatistics } from '../../graph/types/tensor-statistics'
import { assertNever } from '../../graph/basics/assert-never'
import type { GraphDocument } from '../../graph/document/document'
import { t } from '../texts/index'
import { valueText } from '../texts/number-text'
import { moduleAt, placeName } from './place-name'
import { stopPlace } from './stop-place'

/** E.g. “Stopped before fc1, backward, step 3.” */
export function whereText(document: GraphDocument, stop: StopInfo): string {
  const { at, step, phase } = stop
  const here = stopPlace(stop)
  if (at.kind === 'phase' || here === null) return t(`debug.stop.phase.${phase}`, { step })
  const place = placeName(document, moduleAt(document, here.path), here.place, here.path)
  if (at.kind === 'call') return t(`debug.stop.${at.when}.${at.pass}`, { place, step })
  return t(`debug.stop.at.${at.pass}`, { place, step })
}

/** E.g. “Breakpoint: norm > 10; norm is 12.4. Hit 2 times in this run.”; empty where the person stepped here. */
export function whyText(stop: StopInfo): string {
  if (stop.reason === 'advance') return ''
  if (stop.reason === 'place') return t('debug.why.place')
  if (stop.reason === 'missed') return t('debug.why.missed', { step: stop.step - 1 })
  const count = stop.hits[stop.breakpoint ?? ''] ?? 1
  return [conditionText(stop.condition ?? 'always', stop), t('debug.why.hits', { count })].join(' ')
}

function conditionText(text: string, stop: StopInfo): string {
  const { condition } = parseCondition(text)
  if (condition?.kind === 'always') return t('debug.why.always')
  const measured =
    condition && stop.at.kind === 'value' && measuredBy(condition, stop.at.statistics, stop.step)
  if (!measured) return t('debug.why.condition', { condition: text })
  const { what, value } = measured
  return t('debug.why.measured', {
    condition: text,
    what: t(`debug.what.${what}`),
    value: valueText(value),
  })
}

/** The number that a condition looks at. */
function measuredBy(
  condition: Condition,
  { min, max, norm, zeros, nan, inf }: TensorStatistics,
  step: number,
): { what: 'absmax' | 'norm' | 'zeros' | 'isnan' | 'isinf' | 'every'; value: number } | null {
  switch (condition.kind) {
    case 'always':
    case 'expression':
      return null
    case 'every':
      return { what: 'every', value: step }
    case 'isnan':
      return { what: 'isnan', value: nan }
    case 'isinf':
      return { what: 'isinf', value: inf }
    case 'compare': {
      const { what } = condition
      const value =
        what === 'absmax' ? Math.max(Math.abs(min), Math.abs(max)) : what === 'norm' ? norm : zeros
      return { what, value }
    }
    default:
      return assertNever(condition)
  }
}
