/** The line above a view over the depth: what its colours mean, what the pointer reads, and the choice of views. */
import type { ReactNode } from 'react'
import { useTranslation } from '../texts/use-translation'

interface DepthHeadProps {
  legend: ReactNode
  choice: ReactNode
  children: ReactNode
}

export function DepthHead({ legend, choice, children }: DepthHeadProps) {
  return (
    <div className="flex min-h-8 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 py-1 pr-2 pl-3 text-xs text-muted">
      {legend}
      {children}
      {choice}
    </div>
  )
}

/** The colours of the two directions. */
export function LanesLegend() {
  const { t } = useTranslation()
  return (
    <>
      <LegendDot
        className="bg-forward"
        name={t('live.depth.activation')}
        hint={t('live.depth.activationHint')}
      />
      <LegendDot
        className="bg-backward"
        name={t('live.depth.gradient')}
        hint={t('live.depth.gradientHint')}
      />
    </>
  )
}

export function LegendDot({ className, name, hint }: { className: string; name: string; hint: string }) {
  return (
    <span className="flex shrink-0 items-center gap-1.5" title={hint}>
      <span className={`size-2 rounded-full ${className}`} aria-hidden />
      {name}
    </span>
  )
}
