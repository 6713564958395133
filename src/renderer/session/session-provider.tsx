/** Gives components the document that they show. */
import { createContext, use } from 'react'
import type { ReactNode } from 'react'
import type { DocumentSession } from './document-session'

const SessionContext = createContext<DocumentSession | null>(null)

export function SessionProvider({ session, children }: { session: DocumentSession; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>
}

/** The document that the component shows. Errors: there is no {@link SessionProvider} around it. */
export function useSession(): DocumentSession {
  const session = use(SessionContext)
  if (session === null)
    throw new Error('A component that shows a document needs a SessionProvider around it.')
  return session
}
