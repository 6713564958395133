/** Which panels were open, and where, for each document, by its path; on this machine, never in the document. */
import { useLayoutStore } from './layout-store'
import type { LayoutState } from './layout-store'

type Layout = Pick<LayoutState, (typeof KEPT)[number]>

const KEY = 'gradwire.layouts'
const KEPT = ['panels', 'asked', 'places', 'bottomTab', 'codeView'] as const
/** Of so many documents, those that were open last. */
const MOST = 40

interface Opened {
  file: { path: string | null }
}

interface DocumentStore {
  getState: () => Opened
  subscribe: (listener: (now: Opened) => void) => () => void
}

/**
 * From now on a document finds the window as it was left with it; one that was never open leaves it as it is.
 *
 * @param documents whose path is null where it has no file yet
 */
export function keepLayouts(documents: DocumentStore): () => void {
  let path = documents.getState().file.path
  const adopt = (now: string | null): void => {
    path = now
    if (path === null) return
    const known = read().find(([each]) => each === path)
    if (known) useLayoutStore.setState(known[1])
    else write(path)
  }
  adopt(path)
  const stops = [
    documents.subscribe((now) => {
      if (now.file.path !== path) adopt(now.file.path)
    }),
    useLayoutStore.subscribe((now, before) => {
      if (path !== null && KEPT.some((part) => now[part] !== before[part])) write(path)
    }),
  ]
  return () => stops.forEach((stop) => stop())
}

function write(path: string): void {
  const state = useLayoutStore.getState()
  const layout = Object.fromEntries(KEPT.map((part) => [part, state[part]]))
  const others = read().filter(([each]) => each !== path)
  localStorage.setItem(KEY, JSON.stringify([...others, [path, layout]].slice(-MOST)))
}

function read(): [string, Partial<Layout>][] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? (kept as [string, Partial<Layout>][]) : []
  } catch {
    return []
  }
}
