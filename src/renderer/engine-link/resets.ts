/** Reset, and the way back: what it takes away stays for a while, and comes back by Undo, in line with the edits of the document. */
import type { Beside } from '../../graph/commands/history'
import type { EditorStore } from '../editing/editor-store'
import { problemOf } from '../host/host-call-error'
import type { DocumentHost } from '../host/document-host'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import type { LiveEngine } from './live-engine'
import { isTrained } from './run-store'
import type { RunStore } from './run-store'

/** The host keeps one more, for the way back from the last. */
const MOST_KEPT = 3

interface Options {
  host: DocumentHost
  editor: EditorStore
  run: RunStore
  engine: LiveEngine
}

/** A reset, with the checkpoint of what is not there now: what was before it, or, once that is back, what came after it. */
interface Reset {
  /** Null: it could not be kept. */
  file: Promise<string | null>
  /** Undo has nothing to do there: it was put back without it, or was not done. */
  back: boolean
}

export class Resets {
  private readonly options: Options
  /** Those whose checkpoint the host still has. */
  private known: readonly Reset[] = []
  /** Takes back what was told of the last. */
  private untell = () => {}

  constructor(options: Options) {
    this.options = options
    options.editor.subscribe((now, before) => {
      if (now.loads !== before.loads) this.leave()
    })
  }

  /** Gives the net new weights; what was trained can be put back. */
  async reset(): Promise<void> {
    const { engine, editor, run } = this.options
    const { progress, changes } = run.getState()
    const trained = isTrained(run) || progress.state === 'stopped' || changes.length > 0
    const reset: Reset = { file: Promise.resolve(null), back: false }
    const beside: Beside = {
      label: t('edits.reset'),
      past: () => (reset.back ? 'back' : this.known.includes(reset) ? null : 'past'),
      undo: () => void this.exchange(reset),
      redo: () => void this.exchange(reset),
    }
    this.untell()
    this.know(reset)
    editor.getState().note(beside)
    // Both are asked for at once: what a person does next comes after the reset.
    const done = await engine.reset(() => (reset.file = this.keep()))
    if (!done) reset.back = true
    if ((await reset.file) === null) this.forget(reset)
    if (!done || !this.known.includes(reset)) return
    // Weights that nobody has trained are the same again.
    if (!trained) return
    const perform = () => {
      if (!this.known.includes(reset)) return
      const isLast = editor.getState().history.past.at(-1)?.beside === beside
      if (isLast) editor.getState().undo()
      else void this.exchange(reset)
      reset.back = !isLast
    }
    this.untell = showToast({
      tone: 'info',
      title: t('live.reset.done'),
      text: t('live.reset.text'),
      action: { label: t('live.reset.putBack'), perform },
    })
  }

  /** What there is now and what is kept change places. */
  private async exchange(reset: Reset): Promise<void> {
    const file = await reset.file
    if (file === null || !this.known.includes(reset)) return
    try {
      await this.options.engine.restore(file, () => (reset.file = this.keep()))
    } catch (error) {
      showProblem(error)
    }
    this.forget(reset)
    if ((await reset.file) !== null) this.know(reset)
  }

  /** Another document is opened: weights of this one have no place in it. */
  private leave(): void {
    this.known = []
    this.untell()
  }

  /** Its checkpoint is the latest. */
  private know(reset: Reset): void {
    this.known = [...this.known, reset].slice(-MOST_KEPT)
  }

  private forget(reset: Reset): void {
    this.known = this.known.filter((each) => each !== reset)
  }

  /** → the file of everything as it is now; null where that could not be kept, which is said. */
  private async keep(): Promise<string | null> {
    try {
      return (await this.options.host.engine({ kind: 'checkpoint' })).file
    } catch (error) {
      showProblem(error)
      return null
    }
  }
}

function showProblem(error: unknown): void {
  const { message, remedy } = problemOf(error)
  showToast({ tone: 'error', title: message, text: remedy })
}
