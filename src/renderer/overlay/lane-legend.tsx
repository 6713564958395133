/** What the colours of lanes mean, on the canvas, and which lanes are shown. */
import { useCallback, useSyncExternalStore } from 'react'
import { laneScale } from '../../graph/drawing/lane-color'
import { useSession } from '../session/session-provider'
import { useTranslation } from '../texts/use-translation'
import { Choice } from '../ui/choice'
import { classNames } from '../ui/class-names'
import { useLayoutStore } from '../window/layout-store'
import { useThemeStore } from '../window/theme'

const SHOWN = ['both', 'forward', 'backward'] as const

/** Seen as soon as something flows, where the canvas is wide enough for it. */
export function LaneLegend() {
  const { t } = useTranslation()
  const { flow } = useSession()
  const lanes = useLayoutStore((state) => state.lanes)
  const subscribe = useCallback((listener: () => void) => flow.subscribe(listener), [flow])
  const flows = useSyncExternalStore(subscribe, () => flow.size > 0)
  if (!flows) return null
  return (
    <div
      role="group"
      aria-label={t('live.lanes.label')}
      className="pointer-events-auto hidden items-center gap-3 rounded-lg bg-surface px-2 py-1 shadow-node @min-[23rem]:flex"
    >
      <Choice
        label={t('live.lanes.shown')}
        value={lanes}
        options={SHOWN.map((value) => ({
          value,
          label: t(`live.lanes.${value}`),
          hint: t(`live.lanes.${value}Hint`),
        }))}
        onChange={(value) => useLayoutStore.setState({ lanes: value })}
        className="hidden @min-[48rem]:flex"
      />
      <Scale />
    </div>
  )
}

/** A decade of the root mean square a field, every other one with its number; where there is little room, every fourth. */
function Scale() {
  const { t } = useTranslation()
  const theme = useThemeStore((state) => state.theme)
  const scale = laneScale(theme)
  return (
    <div title={t('live.lanes.hint')} className="flex items-center gap-3 pr-2">
      <span className="text-xs text-muted">{t('live.lanes.rms')}</span>
      <div
        role="img"
        aria-label={t('live.lanes.scale', {
          low: decadeText(scale[0]!.exponent),
          high: decadeText(scale.at(-1)!.exponent),
        })}
        className="flex"
      >
        {scale.map(({ exponent, color }, at) => (
          <span key={exponent} className="block w-2.5 @min-[34rem]:w-4.5">
            <span
              data-decade={exponent}
              className={classNames(
                'block h-1.5',
                at === 0 && 'rounded-l-xs',
                at === scale.length - 1 && 'rounded-r-xs',
              )}
              style={{ background: color }}
            />
            <span
              className={classNames(
                'mt-0.5 flex h-3 justify-center overflow-visible font-mono text-2xs leading-3 whitespace-nowrap text-faint tabular',
                exponent % 4 === 0 && 'invisible @min-[34rem]:visible',
              )}
            >
              {exponent % 2 === 0 ? decadeText(exponent) : ''}
            </span>
          </span>
        ))}
      </div>
    </div>
  )
}

function decadeText(exponent: number): string {
  if (exponent >= -2 && exponent <= 2) return String(10 ** exponent)
  return `1e${exponent}`.replace('-', '−')
}
