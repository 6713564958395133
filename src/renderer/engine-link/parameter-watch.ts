/** The net's parameters with their numbers, asked for as long as somebody looks at them. */
import { createStore } from 'zustand'
import type { StoreApi } from 'zustand'
import type { ParameterNumbers, ParameterRow } from '../../engine/protocol'
import type { LiveEngine } from './live-engine'
import type { RunStore } from './run-store'

export interface ParameterData {
  /** The step after which they were measured; null: not yet. */
  step: number | null
  rows: readonly ParameterRow[]
  /** By `state_dict` key, of those that somebody looks at. */
  numbers: Readonly<Record<string, ParameterNumbers>>
  /** The tensor whose values are shown, by its key. */
  opened: string | null
}

/** While training runs they are asked for so often, in milliseconds. */
const PACE = 1000
/** Measuring takes at most one part in so many of the time. */
const SHARE = 20
/** After something has happened, what follows at once is waited for. */
const QUIET = 60

export class ParameterWatch {
  readonly store: StoreApi<ParameterData> = createStore(() => ({
    step: null,
    rows: [],
    numbers: {},
    opened: null,
  }))
  private readonly engine: LiveEngine
  private readonly run: RunStore
  /** What each part of the page looks at; null: everything. */
  private readonly looking = new Map<string, readonly string[] | null>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private asking = false
  private again = false
  private stop: (() => void) | null = null

  constructor(engine: LiveEngine, run: RunStore) {
    this.engine = engine
    this.run = run
  }

  /** - `keys`: those that are looked at, null for all of them. → the way to end it */
  look(owner: string, keys: readonly string[] | null): () => void {
    this.looking.set(owner, keys)
    this.stop ??= this.follow()
    this.soon(QUIET)
    return () => {
      if (this.looking.get(owner) !== keys) return
      this.looking.delete(owner)
      if (this.looking.size === 0) this.end()
    }
  }

  /** Shows the values of a tensor, or of none. */
  open(key: string | null): void {
    this.store.setState({ opened: key })
  }

  /** Asks again whenever the net, or its numbers, may be others. */
  private follow(): () => void {
    return this.run.subscribe((now, before) => {
      const same =
        now.opened === before.opened &&
        now.changes === before.changes &&
        // At rest every word of it is another stop or another step.
        (now.progress === before.progress ||
          (now.progress.state === 'running' && before.progress.state === 'running'))
      if (!same) this.soon(QUIET)
    })
  }

  private end(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.stop?.()
    this.stop = null
    // The engine need not measure updates any more.
    if (this.ready) void this.engine.parameters([], false).catch(() => undefined)
  }

  private get ready(): boolean {
    const { connected, engine, opened } = this.run.getState()
    return connected && engine.state === 'ready' && opened !== null
  }

  private soon(milliseconds: number): void {
    if (this.asking) {
      this.again = true
      return
    }
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.ask(), milliseconds)
  }

  private async ask(): Promise<void> {
    if (!this.ready) {
      this.store.setState({ step: null, rows: [], numbers: {} })
      return
    }
    this.asking = true
    this.again = false
    let pause = PACE
    try {
      const all = [...this.looking.values()]
      const keys = all.includes(null) ? undefined : [...new Set(all.flatMap((each) => each ?? []))]
      const { step, rows, numbers, cost } = await this.engine.parameters(keys, true)
      pause = Math.max(PACE, cost * SHARE)
      this.store.setState({ step, rows, numbers })
    } catch {
      // The net may have gone meanwhile; it is asked again when there is one.
    }
    this.asking = false
    if (this.looking.size === 0) return
    if (this.again) this.soon(QUIET)
    else if (this.run.getState().progress.state === 'running') this.soon(pause)
  }
}
