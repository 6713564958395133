import type { GradNode } from './tensor'

/** Who is told what happens on the tape while a profile is taken. */
export interface TapeWatcher {
  /** An operation was recorded. */
  recorded(node: GradNode): void
  /** The backward pass comes to an operation or a leaf. */
  visiting(node: GradNode): void
}

/** Null but for profiles, so that nobody else pays more than this look. */
export let tapeWatcher: TapeWatcher | null = null

export function watchTape(watcher: TapeWatcher | null): void {
  tapeWatcher = watcher
}
