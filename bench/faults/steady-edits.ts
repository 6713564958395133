/** Edits that can be told apart in a draft: the number of epochs, one more each time. */
import { readdirSync, readFileSync } from 'node:fs'
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
  private running: Promise<void> | null = null

  constructor(private readonly editor: Editor) {}

  start(): void {
    this.running = this.edit()
  }

  /** To be called when the window or its host was killed. */
  async stop(): Promise<void> {
    this.stopped = true
    await this.running
  }

  /** Milliseconds of edits that no draft in that folder had at a moment; null: there is none. */
  lostAt(moment: number, home: string): number | null {
    const folder = join(home, 'data', 'drafts')
    const texts = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
    const kept = texts
      .map((text) => Number(/epochs\\?": (\d+)/.exec(text)?.[1] ?? 0))
      .filter((epochs) => epochs >= this.first)
    if (kept.length === 0) return null
    const first = this.times.get(Math.max(...kept) + 1)
    return first === undefined ? 0 : Math.max(0, moment - first)
  }

  private async edit(): Promise<void> {
    while (!this.stopped)
      try {
        await this.editor.setting('Epochs', String(this.next))
        this.times.set(this.next++, Date.now())
      } catch (error) {
        if (!this.stopped) throw error
      }
  }
}
