import { Dialogs } from './dialogs/dialogs'
import { ErrorBoundary } from './layout/error-boundary'
import { LiveRegion } from './layout/live-region'
import { TopBar } from './layout/top-bar'
import { Workspace } from './layout/workspace'
import { Toaster } from './ui/toast'
import { TooltipProvider } from './ui/tooltip'

/** The whole page. */
export function App() {
  return (
    <ErrorBoundary>
      <TooltipProvider delayDuration={400} skipDelayDuration={200}>
        <div className="flex h-full flex-col">
          <TopBar />
          <Workspace />
        </div>
        <Dialogs />
        <Toaster />
        <LiveRegion />
      </TooltipProvider>
    </ErrorBoundary>
  )
}
