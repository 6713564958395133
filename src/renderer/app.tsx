import { serialiseDocument } from '../graph/file/serialise'
import { Dialogs } from './dialogs/dialogs'
import { ErrorBoundary } from './layout/error-boundary'
import { LiveRegion } from './layout/live-region'
import { Locked } from './layout/locked'
import { TopBar } from './layout/top-bar'
import { Workspace } from './layout/workspace'
import type { DocumentSession } from './session/document-session'
import { SessionProvider } from './session/session-provider'
import { Toaster } from './ui/toast'
import { TooltipProvider } from './ui/tooltip'

/** The whole page; it shows one document. */
export function App({ session }: { session: DocumentSession }) {
  const documentText = () => serialiseDocument(session.editor.getState().document)
  return (
    <ErrorBoundary documentText={documentText}>
      <SessionProvider session={session}>
        <TooltipProvider delayDuration={400} skipDelayDuration={200}>
          <div className="flex h-full flex-col">
            <TopBar />
            <Workspace />
          </div>
          <Dialogs />
          <Locked />
          <Toaster />
          <LiveRegion />
        </TooltipProvider>
      </SessionProvider>
    </ErrorBoundary>
  )
}
