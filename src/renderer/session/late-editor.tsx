/** Lets a part of the page follow an edit a frame later than the canvas, so that new shapes are seen within one. */
import { dequal } from 'dequal'
import { createContext, use, useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { createStore } from 'zustand'
import type { EditorState, EditorStore } from '../editing/editor-store'
import { useSession } from './session-provider'

const LateContext = createContext<EditorStore | null>(null)

interface LateEditorProps {
  /** Whether the part has to follow at once, such as while one types in it. */
  atOnce: () => boolean
  children: ReactNode
}

/** What is selected, and which definition is shown, is followed at once, too. */
export function LateEditor({ atOnce, children }: LateEditorProps) {
  const { editor } = useSession()
  const [late] = useState(() => createStore<EditorState>(() => editor.getState()))
  useEffect(() => followLate(late, editor, atOnce), [late, editor, atOnce])
  return <LateContext value={late}>{children}</LateContext>
}

/** The editor's state as this part of the page has it. */
export function useEditorStore(): EditorStore {
  const { editor } = useSession()
  return use(LateContext) ?? editor
}

/** Brings `late` to what `editor` has, after the frame that shows it or at once. → the way to end it */
export function followLate(late: EditorStore, editor: EditorStore, atOnce: () => boolean): () => void {
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const cancel = (): void => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    frame = 0
  }
  const adopt = (): void => {
    cancel()
    late.setState(editor.getState(), true)
  }
  adopt()
  const stop = editor.subscribe((now, before) => {
    // No frame comes to a window that nobody sees.
    if (isElsewhere(now, before) || document.hidden || atOnce()) adopt()
    else
      frame ||= requestAnimationFrame(() => {
        timer = setTimeout(adopt)
      })
  })
  return () => {
    stop()
    cancel()
  }
}

function isElsewhere(now: EditorState, before: EditorState): boolean {
  return (
    now.selection !== before.selection ||
    now.module !== before.module ||
    // It is made anew by every edit.
    !dequal(now.trail, before.trail) ||
    now.loads !== before.loads
  )
}
