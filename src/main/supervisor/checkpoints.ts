/** The last checkpoints of an engine's session, as files in the folder that host and engine share. */
import type { CheckpointReport } from '../../engine/protocol'
import type { EngineFolder } from '../engine-link/engine-folder'

/** A damaged or deadly one must not be all there is. */
const KEPT = 2
/** Those that a page has asked for, to come back to what it is about to take away, and to that again. */
const HELD = 4

export interface KeptCheckpoint {
  report: CheckpointReport
  /** The document that was open when it was made: only that one surely fits. */
  document: unknown
  /** How often the weights had changed by then. */
  changes: number
}

/** Keeps the last two until a session was brought back with one of them. */
export class Checkpoints {
  private readonly folder: EngineFolder
  private kept: readonly KeptCheckpoint[] = []
  private held: readonly CheckpointReport[] = []
  /** How many a page has asked for that are not there yet, and what waits for them to be dropped: they may be of the same curves. */
  private awaited = 0
  private waiting: CheckpointReport[] = []

  constructor(folder: EngineFolder) {
    this.folder = folder
  }

  /** The latest first. */
  get all(): readonly KeptCheckpoint[] {
    return this.kept
  }

  get latest(): KeptCheckpoint | null {
    return this.kept[0] ?? null
  }

  /** Whether a page has one that something was trained for. */
  get holdsTrained(): boolean {
    return this.held.some(({ step }) => step > 0)
  }

  keep(checkpoint: KeptCheckpoint): void {
    this.replace([checkpoint, ...this.kept].slice(0, KEPT))
  }

  /** A session was brought back with this one: later ones are of a run that did not happen. */
  keepOnly(checkpoint: KeptCheckpoint): void {
    this.replace([checkpoint])
  }

  forget(): void {
    this.replace([])
  }

  /** A page has asked for one: until that has come, or will not, no file goes. */
  expect(): void {
    this.awaited += 1
  }

  /** It has come, or will not. */
  expectNoMore(): void {
    this.awaited -= 1
    if (this.awaited > 0) return
    const { waiting } = this
    this.waiting = []
    this.dropFiles(waiting)
  }

  /** Keeps one for the page that asked for it; the earliest of such goes. */
  hold(report: CheckpointReport): void {
    const all = [...this.held, report]
    this.held = all.slice(-HELD)
    this.dropFiles(all.slice(0, -HELD))
  }

  /** The net is another: what a page has asked for fits it no more. */
  release(): void {
    const { held } = this
    this.held = []
    this.dropFiles(held)
  }

  /** Removes one that is not wanted. */
  discard(report: CheckpointReport): void {
    this.dropFiles([report])
  }

  private replace(kept: readonly KeptCheckpoint[]): void {
    const dropped = this.kept.filter((one) => !kept.includes(one))
    this.kept = kept
    this.dropFiles(dropped.map(({ report }) => report))
  }

  /** Curves are of a run, so that checkpoints share them. */
  private dropFiles(reports: readonly CheckpointReport[]): void {
    if (this.awaited > 0) {
      this.waiting.push(...reports)
      return
    }
    const used = new Set([...this.kept.map(({ report }) => report), ...this.held].map(({ curves }) => curves))
    const names = reports.flatMap(({ file, curves }) =>
      curves === null || used.has(curves) ? [file] : [file, curves],
    )
    void this.folder.drop(names)
  }
}
