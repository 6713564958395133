/** Code that stops in the middle is put aside with everything around it that is not in its own variables. */
import { exchangeGradMode } from './grad-mode'
import { exchangeScope } from './storage'
import type { Scope } from './storage'
import { tapeWatcher, watchTape } from './tape-watch'
import type { TapeWatcher } from './tape-watch'

/** The scopes that are open, whether operations are recorded, and who watches the tape. */
export interface Context {
  readonly scope: Scope | null
  readonly grad: boolean
  readonly watcher: TapeWatcher | null
}

/** How everything begins: no scope, recording on, nobody watching. */
const OUTSIDE: Context = { scope: null, grad: true, watcher: null }

/** Leaves the context as it stands; what runs from here on allocates and records outside of it. */
export function putAside(): Context {
  return enter(OUTSIDE)
}

/** Goes on in a context that was put aside. */
export function takeUp(context: Context): void {
  enter(context)
}

function enter({ scope, grad, watcher }: Context): Context {
  const before = { scope: exchangeScope(scope), grad: exchangeGradMode(grad), watcher: tapeWatcher }
  watchTape(watcher)
  return before
}
