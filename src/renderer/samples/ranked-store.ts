/** The samples that the net of a document is most and least surprised by, as they were last asked for. */
import { createStore, useStore } from 'zustand'
import type { StoreApi } from 'zustand'
import type { RankedResult } from '../../engine/protocol'
import type { HostProblem } from '../../main/contract'
import { problemOf } from '../host/host-call-error'
import type { DocumentSession } from '../session/document-session'
import { useSession } from '../session/session-provider'

/** Of one class that the net takes for one: a cell of its confusion matrix. */
export interface Cell {
  target: number
  said: number
}

interface RankedState {
  /** Null: of all samples. */
  cell: Cell | null
  result: RankedResult | null
  /** The step after which it was so. */
  step: number
  problem: HostProblem | null
  busy: boolean
  /** Something has happened since it was asked for. */
  stale: boolean
}

/** Of the worst and of the best so many are shown. */
const COUNT = 24

const stores = new WeakMap<DocumentSession, StoreApi<RankedState>>()

function rankedStore(session: DocumentSession): StoreApi<RankedState> {
  const known = stores.get(session)
  if (known) return known
  const store = createStore<RankedState>(() => ({
    cell: null,
    result: null,
    step: 0,
    problem: null,
    busy: false,
    stale: false,
  }))
  stores.set(session, store)
  // Samples of another net, or of other data, are not of this one.
  session.run.subscribe((now, before) => {
    if (now.opened !== before.opened) store.setState({ cell: null, result: null, problem: null })
  })
  return store
}

export function useRanked(): RankedState {
  return useStore(rankedStore(useSession()))
}

/** Asks the engine; where an answer is awaited, once more after it. */
export async function rankSamples(session: DocumentSession): Promise<void> {
  const store = rankedStore(session)
  if (store.getState().busy) return store.setState({ stale: true })
  store.setState({ busy: true, stale: false })
  try {
    await session.engine.settled()
    const { cell } = store.getState()
    const result = await session.host.engine({ kind: 'rank', count: COUNT, ...(cell && { cell }) })
    store.setState({ result, step: session.run.getState().progress.step, problem: null })
  } catch (error) {
    store.setState({ problem: problemOf(error), result: null })
  } finally {
    store.setState({ busy: false })
  }
  if (store.getState().stale) await rankSamples(session)
}

/** Shows the samples of a cell of the confusion matrix alone; null: those of all. */
export function chooseCell(session: DocumentSession, cell: Cell | null): void {
  rankedStore(session).setState({ cell })
  void rankSamples(session)
}

/** Asks now, after each epoch, and whenever training comes to rest. → the way to end it */
export function followRun(session: DocumentSession): () => void {
  void rankSamples(session)
  return session.run.subscribe((now, before) => {
    const rests = now.progress.state !== 'running' && now.progress !== before.progress
    if (rests || now.epochs !== before.epochs || now.opened !== before.opened) void rankSamples(session)
  })
}
