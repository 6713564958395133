/** The document that is edited, its history, what is known about it, and what is selected. */
import { createStore } from 'zustand'
import type { StoreApi } from 'zustand'
import type { Command, CommandResult } from '../../graph/document/command'
import {
  createHistory,
  execute,
  mark,
  note,
  redo,
  sameDocument,
  undo,
  withoutPast,
} from '../../graph/commands/history'
import type { Beside, EditManner, History } from '../../graph/commands/history'
import { definitionOf, emptyDocument } from '../../graph/document/document'
import type { GraphDocument, ModuleDefinition } from '../../graph/document/document'
import type { Finding } from '../../graph/document/finding'
import { inferDocument } from '../../graph/infer/infer'
import type { Inference, ModuleInference } from '../../graph/infer/inference'
import { collectFindings } from '../../graph/check/collect-findings'
import { NOTHING, keptSelection, sameSelection, selectionOf } from './selection'
import type { Selection } from './selection'
import { inferenceAt, inside, placeAfter, placeOf } from './trail'
import type { Place } from './trail'

export interface FileIdentity {
  /** Null: never saved. */
  path: string | null
  name: string
  /** The file of trained weights beside it; left out: none. */
  weights?: string | undefined
}

interface EditorData {
  history: History
  document: GraphDocument
  /** Name of the definition on the canvas. */
  module: string
  /** The instances through which a person came there; null where none leads there. */
  trail: Place['trail']
  inference: Inference
  /** Everything that is wrong or doubtful, errors first. */
  findings: readonly Finding[]
  selection: Selection
  file: FileIdentity
  /** The document as it was opened or last saved; null where it was never saved and must count as changed. */
  saved: GraphDocument | null
  dirty: boolean
  /** Grows with every load, so that views can start afresh. */
  loads: number
  /** Names the load, also when the page is loaded again: what its engine has is then known to be of it, or not. */
  loadName: string
}

interface EditorActions {
  /** Runs a command and selects what it created; a step of typing may go on with the one before. */
  dispatch: (command: Command, manner?: EditManner) => CommandResult
  /** Takes down what was done beside the document, so that undo comes to it in its turn. */
  note: (beside: Beside) => void
  /** Takes the last thing back that can be; what is past by now is passed over. → labels of those */
  undo: () => readonly string[]
  redo: () => void
  /** Ends merging: the next command is an undo step of its own. */
  mark: () => void
  /** Replaces the document by the one that was inferred; `unsaved` for one that no file holds, such as a restored draft; `loadName` of a load before. */
  load: (inference: Inference, file: FileIdentity, unsaved?: boolean, loadName?: string) => void
  markSaved: (file: FileIdentity, document: GraphDocument) => void
  select: (selection: Selection) => void
  /** Shows another definition on the canvas. */
  editModule: (module: string) => void
  /** Shows what is inside an instance. */
  enter: (node: string) => void
  /** Shows what is inside the instances of a path, the outermost first; of the main definition where it is empty. */
  showInstance: (path: readonly string[]) => void
  /** Goes back until so many instances are left around what is shown. */
  leave: (depth: number) => void
}

export type EditorState = EditorData & EditorActions

export type EditorStore = StoreApi<EditorState>

/** The editor of one document; it begins with an empty one. */
export function createEditorStore(): EditorStore {
  return createStore<EditorState>((set, get) => ({
    ...opened(inferDocument(emptyDocument()), { path: null, name: 'untitled.json' }, false),
    loads: 0,
    loadName: '',
    dispatch: (command, manner) => {
      const { history, result } = execute(get().history, command, manner)
      set((state) => changed(state, history))
      if (result.kind === 'done' && result.created.length > 0) set({ selection: selectionOf(result.created) })
      return result
    },
    note: (beside) => set(({ history }) => ({ history: note(history, beside) })),
    undo: () => {
      const { history, dropped } = withoutPast(get().history)
      set((state) => changed(state, undo(history)))
      history.past.at(-1)?.beside?.undo()
      return dropped
    },
    redo: () => {
      const { history } = get()
      set((state) => changed(state, redo(history)))
      history.future.at(-1)?.beside?.redo()
    },
    mark: () => set((state) => ({ history: mark(state.history) })),
    load: (inference, file, unsaved = false, loadName = crypto.randomUUID()) =>
      set((state) => ({ ...opened(inference, file, unsaved), loads: state.loads + 1, loadName })),
    markSaved: (file, document) =>
      set((state) => ({ file, saved: document, dirty: !sameDocument(document, state.document) })),
    select: (selection) =>
      set((state) => (sameSelection(state.selection, selection) ? state : { selection })),
    editModule: (module) =>
      set((state) =>
        definitionOf(state.document, module) === undefined
          ? state
          : { ...placeOf(state.document, module), selection: NOTHING },
      ),
    enter: (node) =>
      set((state) => {
        const place = inside(state.document, state, node)
        return place === null ? state : { ...place, selection: NOTHING }
      }),
    showInstance: (path) =>
      set((state) => {
        if (state.trail?.length === path.length && state.trail.every(({ node }, at) => node === path[at]))
          return state
        let place: Place = { module: state.document.main, trail: [] }
        for (const node of path) place = inside(state.document, place, node) ?? place
        return { ...place, selection: NOTHING }
      }),
    leave: (depth) =>
      set((state) => {
        const step = state.trail?.[depth]
        if (step === undefined) return { ...placeOf(state.document, state.document.main), selection: NOTHING }
        // The instance that was left is what one looks for next.
        const { module, node } = step
        return { module, trail: state.trail?.slice(0, depth) ?? null, selection: selectionOf([node]) }
      }),
  }))
}

/** The definition on the canvas. */
export function editedDefinition(state: EditorData): ModuleDefinition {
  return definitionOf(state.document, state.module) ?? { nodes: [], edges: [] }
}

/** What is known about the definition on the canvas. */
export function editedInference(state: EditorData): ModuleInference | undefined {
  return inferenceAt(state.inference, state)
}

function opened(
  inference: Inference,
  file: FileIdentity,
  unsaved: boolean,
): Omit<EditorData, 'loads' | 'loadName'> {
  const { document } = inference
  return {
    history: createHistory(document),
    document,
    module: document.main,
    trail: [],
    inference,
    findings: findingsOf(inference),
    selection: NOTHING,
    file,
    saved: unsaved ? null : document,
    dirty: unsaved,
  }
}

function changed(state: EditorData, history: History): Partial<EditorData> {
  const { document } = history
  if (document === state.document) return { history }
  const inference = inferDocument(document, state.inference)
  const place = placeAfter(document, state)
  const definition = definitionOf(document, place.module) ?? { nodes: [], edges: [] }
  return {
    history,
    document,
    ...place,
    inference,
    findings: findingsOf(inference),
    selection: keptSelection(state.selection, definition),
    dirty: state.saved === null || !sameDocument(document, state.saved),
  }
}

function findingsOf(inference: Inference): Finding[] {
  const all = collectFindings(inference)
  const errors = all.filter((finding) => finding.severity === 'error')
  return [...errors, ...all.filter((finding) => finding.severity === 'warning')]
}
