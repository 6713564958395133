/** What is said of the plot by depth: of one output, or of all in short. */
import { t } from '../texts/index'
import { numberText } from '../texts/number-text'
import type { DepthPoint, DepthSeries } from './depth-series'

type Both<T> = Record<'forward' | 'backward', T>

/** One output: both numbers, with the least and the greatest of what was seen. */
export function outputText(name: string, { forward, backward }: Both<DepthPoint>): string {
  const parts = [
    name,
    forward.now === null ? null : t('live.depth.readActivation', { value: valueOf(forward) }),
    backward.now === null
      ? t('live.depth.noGradient')
      : t('live.depth.readGradient', { value: valueOf(backward) }),
    unusualText(backward, t('live.depth.gradient')) ?? unusualText(forward, t('live.depth.activation')),
  ]
  return parts.filter((part) => part !== null).join(' · ')
}

/** What the gradient does from the last output that has one back to the first; what is unusual stands out in the plot. */
export function summaryText(lanes: readonly { name: string }[], { backward }: Both<DepthSeries>): string {
  const known = backward.points.flatMap(({ now, notFinite }, i) =>
    now === null || notFinite ? [] : [{ name: lanes[i]!.name, now }],
  )
  const last = known.at(-1)
  const [first] = known
  if (!first || !last || known.length < 2) return ''
  const ends = {
    last: last.name,
    lastValue: numberText(last.now),
    first: first.name,
    firstValue: numberText(first.now),
  }
  return t('live.depth.summary', ends)
}

function valueOf({ now, low, high, notFinite }: DepthPoint): string {
  if (notFinite) return t('live.depth.notFinite')
  const value = numberText(now ?? 0)
  return low === null || high === null || low === high
    ? value
    : t('live.depth.range', { value, low: numberText(low), high: numberText(high) })
}

function unusualText({ unusual }: DepthPoint, what: string): string | null {
  if (unusual === null) return null
  return t(unusual === 'small' ? 'live.depth.small' : 'live.depth.large', { what })
}
