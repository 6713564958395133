import { useTranslation } from '../texts/use-translation'
import { RunBar } from '../run/run-bar'
import { TrainingSettings } from '../training/training-settings'
import { DocumentTitle } from './document-title'
import { MainMenu } from './main-menu'
import { ViewTools } from './view-tools'

/** The bar above everything: menu and document, the run, and what changes the view. */
export function TopBar() {
  const { t } = useTranslation()
  return (
    <header
      aria-label={t('layout.topBar')}
      className="@container/top flex h-12 shrink-0 items-center gap-2 border-b border-line bg-surface px-2"
    >
      <MainMenu />
      <DocumentTitle />
      <div className="@container flex h-full min-w-0 flex-1 items-center justify-center">
        <RunBar settings={<TrainingSettings />} />
      </div>
      <ViewTools />
    </header>
  )
}
