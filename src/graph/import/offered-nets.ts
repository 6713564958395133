/** The nets of one source, where it has several: the one that was taken, and the others by name. */
import type { Imported } from './result/imported'

export interface OfferedNets {
  taken: string
  all: readonly string[]
}

/** undefined where there is no choice. */
export function offeredNets(imported: Imported): OfferedNets | undefined {
  if (imported.kind === 'refused') return undefined
  const { name, others } = imported.notes.find(({ code }) => code === 'python.other_nets')?.values ?? {}
  if (typeof name !== 'string' || !Array.isArray(others)) return undefined
  return { taken: name, all: [name, ...others.map(String)] }
}
