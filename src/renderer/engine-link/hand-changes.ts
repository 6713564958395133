/** What a person changes by hand: told to the engine, and in line with the edits of the document for Undo. */
import type { ChangeResult, EngineProblem, TensorEdit, TensorTarget } from '../../engine/protocol'
import type { FlowDirection } from '../../graph/frames/frame'
import type { EditorStore } from '../editing/editor-store'
import type { DocumentHost } from '../host/document-host'
import { problemOf } from '../host/host-call-error'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import type { RunStore } from './run-store'
import { changeLabel } from './tensor-name'

/** A tensor, one way. */
export interface TensorPlace {
  target: TensorTarget
  direction: FlowDirection
}

/** The engine keeps no more, either. */
const MOST_MADE = 200

export type Changed = { result: ChangeResult } | { problem: EngineProblem }

interface Options {
  host: DocumentHost
  editor: EditorStore
  run: RunStore
}

/** A change that this page has made, under the id that the engine gives it whenever it is made. */
interface Made extends TensorPlace {
  id: number
  edit: TensorEdit
  /** It was put back: Undo has nothing to do there. */
  back: boolean
}

export class HandChanges {
  private readonly options: Options
  private made: Made[] = []

  constructor(options: Options) {
    this.options = options
  }

  /** Changes a tensor; it can then be undone until a step has run on it. */
  async change(place: TensorPlace, edit: TensorEdit): Promise<Changed> {
    const { host, editor } = this.options
    try {
      const result = await host.engine({ kind: 'changeTensor', ...place, edit })
      const made: Made = { ...place, edit, id: result.change.id, back: false }
      this.made = [...this.made.slice(-MOST_MADE), made]
      editor.getState().note({
        label: changeLabel(editor.getState().document, result.change),
        past: () => (made.back ? 'back' : this.known(made.id) ? null : 'past'),
        undo: () => void this.takeBack([made.id]),
        redo: () => void this.again([made]),
      })
      return { result }
    } catch (error) {
      return { problem: problemOf(error) }
    }
  }

  /** Puts changes back, all where none are named, with those that came after them at the same place; Undo makes them again. */
  async putBack(ids?: number[]): Promise<void> {
    const { editor, run } = this.options
    const { changes } = run.getState()
    const named = changes.filter(({ id }) => ids === undefined || ids.includes(id))
    const gone = await this.takeBack(ids)
    // Those that another page has made it cannot make again.
    const own = this.made.filter(({ id }) => gone.includes(id))
    const [first] = named
    if (first === undefined || own.length === 0 || own.length < gone.length) return
    const { progress, begunAnew } = run.getState()
    const label = changeLabel(editor.getState().document, first)
    editor.getState().note({
      label: named.length > 1 ? t('changes.putAllBack') : t('changes.putBackOne', { label }),
      past: () => {
        const now = run.getState()
        return now.progress.step === progress.step && now.begunAnew === begunAnew ? null : 'past'
      },
      undo: () => void this.again(own),
      redo: () => void this.takeBack(own.map(({ id }) => id)),
    })
  }

  /** → the ids of those that are put back */
  private async takeBack(ids?: number[]): Promise<number[]> {
    const { host, run } = this.options
    const before = run.getState().changes
    try {
      await host.engine({ kind: 'putBack', ids })
    } catch (error) {
      showProblem(problemOf(error))
      return []
    }
    const gone = before.flatMap(({ id }) => (this.known(id) ? [] : [id]))
    for (const made of this.made) if (gone.includes(made.id)) made.back = true
    return gone
  }

  /** Makes changes once more, in their order. */
  private async again(all: readonly Made[]): Promise<void> {
    for (const made of all) {
      const { target, direction, edit } = made
      try {
        const { change } = await this.options.host.engine({ kind: 'changeTensor', target, direction, edit })
        made.id = change.id
        made.back = false
      } catch (error) {
        return showProblem(problemOf(error))
      }
    }
  }

  private known(id: number): boolean {
    return this.options.run.getState().changes.some((change) => change.id === id)
  }
}

function showProblem({ message, remedy }: EngineProblem): void {
  showToast({ tone: 'error', title: message, text: remedy })
}
