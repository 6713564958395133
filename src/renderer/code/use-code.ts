/** The text of the code panel, written beside the page when the document rests for a moment. */
import { startTransition, useEffect, useState } from 'react'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import { useSession } from '../session/session-provider'
import type { DocumentSession } from '../session/document-session'
import type { CodeView } from '../window/layout-store'
import { askCode } from './ask-code'
import type { CodeState } from './code-state'

/** Typing makes many edits; the last one is written. */
const QUIET_MILLISECONDS = 150

type Code = Extract<CodeState, { kind: 'code' }>

export interface ShownCode {
  view: CodeView
  /** Null until it is written. */
  state: CodeState | null
  /** The text that was last written of this view. */
  before: Code | null
}

export function useCode(view: CodeView): ShownCode {
  const session = useSession()
  const [written, setWritten] = useState<Readonly<Partial<Record<CodeView, ShownCode>>>>({})
  useEffect(
    () =>
      followCode(session, view, (state) =>
        // Thousands of lines are laid out piece by piece, and a key that is pressed comes between.
        startTransition(() =>
          setWritten((all) => {
            const before = state.kind === 'code' ? state : (all[view]?.before ?? null)
            return { ...all, [view]: { view, state, before } }
          }),
        ),
      ),
    [session, view],
  )
  return written[view] ?? { view, state: null, before: null }
}

/** Asks for a text now and after every edit, and tells the newest. → what ends it */
function followCode(session: DocumentSession, view: CodeView, tell: (state: CodeState) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let newest = 0
  const ask = (): void => {
    const own = ++newest
    askCode(session, view).then(
      (state) => own === newest && tell(state),
      (error: Error) => showToast({ tone: 'error', title: t('code.failed'), text: error.message }),
    )
  }
  const later = (): void => {
    clearTimeout(timer)
    timer = setTimeout(ask, QUIET_MILLISECONDS)
  }
  const stops = [
    session.editor.subscribe((now, before) => {
      if (now.inference !== before.inference || now.findings !== before.findings) later()
    }),
    session.run.subscribe((now, before) => {
      if (now.opened !== before.opened) later()
    }),
  ]
  ask()
  return () => {
    clearTimeout(timer)
    newest += 1
    for (const stop of stops) stop()
  }
}
