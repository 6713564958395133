/** Below the canvas: curves, the fit of a regression, and the engine's log. */
import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from '../texts/use-translation'
import { togglePanel } from '../window/layout-store'
import { IconButton } from '../ui/icon-button'
import { type Tab, Tabs } from '../ui/tabs'
import { ConsolePanel } from '../run/console-panel'
import { CurvesPanel } from '../plots/curves-panel'
import { LinearFit } from '../plots/linear-fit'
import { useRun } from '../session/use-stores'

export function BottomPanel() {
  const { t } = useTranslation()
  const [tab, setTab] = useState('curves')
  const fits = useRun((run) => run.fit !== null)
  const errors = useRun((run) => run.logs.filter(({ level }) => level === 'error').length)
  // A regression is best watched by its line; other networks have none.
  const [fitted, setFitted] = useState(fits)
  if (fits !== fitted) {
    setFitted(fits)
    setTab(fits ? 'fit' : tab === 'fit' ? 'curves' : tab)
  }
  const tabs: Tab[] = [
    { id: 'curves', label: t('live.panel.curves'), content: <CurvesPanel /> },
    ...(fits ? [{ id: 'fit', label: t('live.panel.fit'), content: <LinearFit /> }] : []),
    {
      id: 'console',
      label: (
        <>
          {t('live.panel.console')}
          {errors > 0 && (
            <span className="rounded-full bg-danger-soft px-1.5 text-xs leading-4 text-danger tabular">
              {errors}
            </span>
          )}
        </>
      ),
      content: <ConsolePanel />,
    },
  ]
  return (
    <section aria-label={t('live.panel.label')} className="h-full min-h-0 bg-surface">
      <Tabs
        tabs={tabs}
        value={tab}
        onChange={setTab}
        label={t('live.panel.label')}
        aside={
          <IconButton
            icon={ChevronDown}
            size="sm"
            label={t('live.panel.close')}
            onClick={() => togglePanel('bottom', false)}
          />
        }
      />
    </section>
  )
}
