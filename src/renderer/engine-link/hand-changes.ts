/** What a person changes by hand: told to the engine, and in line with the edits of the document for Undo. */
import type {
  ChangeResult,
  EngineProblem,
  TensorChange,
  TensorEdit,
  TensorTarget,
} from '../../engine/protocol'
import type { FlowDirection } from '../../graph/frames/frame'
import type { EditorStore } from '../editing/editor-store'
import type { DocumentHost } from '../host/document-host'
import { problemOf } from '../host/host-call-error'
import { showToast } from '../ui/toast'
import type { RunStore } from './run-store'
import { changeLabel } from './tensor-name'

/** A tensor, one way. */
export interface TensorPlace {
  target: TensorTarget
  direction: FlowDirection
}

export type Changed = { result: ChangeResult } | { problem: EngineProblem }

interface Options {
  host: DocumentHost
  editor: EditorStore
  run: RunStore
}

export class HandChanges {
  private readonly options: Options
  /** Those that were put back by hand: Undo has nothing to do there. */
  private readonly back = new Set<number>()

  constructor(options: Options) {
    this.options = options
  }

  /** Changes a tensor; it can then be undone until a step has run on it. */
  async change(place: TensorPlace, edit: TensorEdit): Promise<Changed> {
    const { host, editor } = this.options
    try {
      const result = await host.engine({ kind: 'changeTensor', ...place, edit })
      let { id } = result.change
      editor.getState().note({
        label: changeLabel(editor.getState().document, result.change),
        past: () => (this.back.has(id) ? 'back' : this.known(id) ? null : 'past'),
        undo: () => void this.putBack([id]),
        redo: () =>
          void this.again(place, edit).then((next) => {
            if (next) id = next.id
          }),
      })
      return { result }
    } catch (error) {
      return { problem: problemOf(error) }
    }
  }

  /** Puts changes back, all where none are named. */
  async putBack(ids?: number[]): Promise<void> {
    const { host, run } = this.options
    const before = run.getState().changes
    try {
      await host.engine({ kind: 'putBack', ids })
      for (const { id } of before) if (!this.known(id)) this.back.add(id)
    } catch (error) {
      showProblem(problemOf(error))
    }
  }

  private async again(place: TensorPlace, edit: TensorEdit): Promise<TensorChange | null> {
    try {
      const { change } = await this.options.host.engine({ kind: 'changeTensor', ...place, edit })
      return change
    } catch (error) {
      showProblem(problemOf(error))
      return null
    }
  }

  private known(id: number): boolean {
    return this.options.run.getState().changes.some((change) => change.id === id)
  }
}

function showProblem({ message, remedy }: EngineProblem): void {
  showToast({ tone: 'error', title: message, text: remedy })
}
