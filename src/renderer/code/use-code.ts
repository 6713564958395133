/** The text of the code panel, made anew when the document rests for a moment and the page has nothing else to do. */
import { useEffect, useState } from 'react'
import { useSession } from '../session/session-provider'
import type { DocumentSession } from '../session/document-session'
import type { CodeView } from '../window/layout-store'
import { codeOf } from './code-state'
import type { CodeSource, CodeState } from './code-state'

/** Typing makes many edits; the last one is written. */
const QUIET_MILLISECONDS = 200
/** A page that never rests writes nevertheless. */
const MOST_MILLISECONDS = 1000

export interface ShownCode {
  view: CodeView
  state: CodeState
  /** What was last written of this view, where it cannot be written now. */
  before: Extract<CodeState, { kind: 'code' }> | null
}

export function sourceOf({ editor, run }: DocumentSession): CodeSource {
  const { inference, findings } = editor.getState()
  return { inference, findings, opened: run.getState().opened }
}

export function useCode(view: CodeView): ShownCode {
  const session = useSession()
  const [shown, setShown] = useState<ShownCode>(() => shownOf(view, session, null))
  if (shown.view !== view) setShown(shownOf(view, session, null))
  useEffect(() => {
    const write = () => setShown((before) => shownOf(before.view, session, before))
    const later = whenQuiet(write)
    const stops = [
      session.editor.subscribe((now, before) => {
        if (now.inference !== before.inference || now.findings !== before.findings) later.begin()
      }),
      session.run.subscribe((now, before) => {
        if (now.opened !== before.opened) later.begin()
      }),
    ]
    // What came between the first picture and now.
    later.begin()
    return () => {
      later.cancel()
      for (const stop of stops) stop()
    }
  }, [session])
  return shown
}

function shownOf(view: CodeView, session: DocumentSession, before: ShownCode | null): ShownCode {
  const state = codeOf(view, sourceOf(session))
  if (state.kind === 'code') return { view, state, before: null }
  const last = before?.view !== view ? null : before.state.kind === 'code' ? before.state : before.before
  return { view, state, before: last }
}

/** Runs `work` once a moment after the last beginning, when the page is idle. */
function whenQuiet(work: () => void): { begin: () => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let idle: number | undefined
  const cancel = () => {
    clearTimeout(timer)
    if (idle !== undefined) cancelIdleCallback(idle)
    idle = undefined
  }
  // Not every browser says when it is idle.
  const whenIdle = () => {
    if (!('requestIdleCallback' in globalThis)) work()
    else idle = requestIdleCallback(work, { timeout: MOST_MILLISECONDS })
  }
  const begin = () => {
    cancel()
    timer = setTimeout(whenIdle, QUIET_MILLISECONDS)
  }
  return { begin, cancel }
}
