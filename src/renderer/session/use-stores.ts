/** Hooks on the stores of the document that a component shows: each renders again only when what it selects changes. */
import { useStore } from 'zustand'
import type { CanvasState } from '../editing/canvas-store'
import type { EditorState } from '../editing/editor-store'
import type { RunData } from '../engine-link/run-store'
import { useSession } from './session-provider'

/** Of the document, its history, and what is selected. */
export function useEditor<T>(select: (state: EditorState) => T): T {
  return useStore(useSession().editor, select)
}

/** Of what the canvas shows besides the document. */
export function useCanvas<T>(select: (state: CanvasState) => T): T {
  return useStore(useSession().canvas, select)
}

/** Of the run. */
export function useRun<T>(select: (state: RunData) => T): T {
  return useStore(useSession().run, select)
}
