/** Edits that can be told apart in a draft: the number of epochs, one more each time. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Editor } from '../../e2e/fixtures'

/** So that nothing that another window has left is taken for this one's. */
const A_WINDOW = 1000
let windows = 0

export class SteadyEdits {
  /** When each number was set. */
  private readonly times = new Map<number, number>()
  private readonly first = ++windows * A_WINDOW
  private next = this.first
  private stopped = false
  /** When the window ended, which was expected, or was to end. */
  ended = Infinity
  private running: Promise<void> | null = null

  /** - `saving`: each is saved at once */
  constructor(
    private readonly editor: Editor,
    private readonly saving = false,
  ) {}

  /** The number that was set last. */
  get last(): number {
    return this.next - 1
  }

  start(): void {
    this.running = this.edit()
  }

  /** To be called just before the window is killed. */
  expectEnd(): void {
    this.ended = Date.now()
  }

  /** To be called when the window or its host was killed. */
  async stop(): Promise<void> {
    this.stopped = true
    await this.running
  }

  /** Milliseconds of edits that at a moment neither a draft in that folder nor `file` had; null: none had any. */
  lostAt(moment: number, home: string, file?: string): number | null {
    const folder = join(home, 'data', 'drafts')
    const drafts = (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name))
    const kept = [...drafts, ...(file === undefined ? [] : [file])]
      .map((path) => epochsIn(readFileSync(path, 'utf8')))
      .filter((epochs) => epochs >= this.first)
    return kept.length === 0 ? null : this.lostWith(moment, Math.max(...kept))
  }

  /** Milliseconds of edits that are lost where the last one that is left set this number. */
  lostWith(moment: number, kept: number): number | null {
    if (!(kept >= this.first)) return null
    const first = this.times.get(kept + 1)
    return first === undefined ? 0 : Math.max(0, moment - first)
  }

  private async edit(): Promise<void> {
    while (!this.stopped)
      try {
        await this.editor.setting('Epochs', String(this.next))
        this.times.set(this.next++, Date.now())
        if (this.saving) await this.editor.page.keyboard.press('Control+s')
      } catch (error) {
        if (!this.stopped && this.ended === Infinity) throw error
        if (this.ended !== Infinity) return
      }
  }
}

/** The number of epochs in the text of a graph, or of a draft; 0: there is none. */
export function epochsIn(text: string): number {
  return Number(/epochs\\?": (\d+)/.exec(text)?.[1] ?? 0)
}
