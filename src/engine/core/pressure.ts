import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { warnOnce } from './warn'

/** Bytes made outside every scope before unreachable tensors are looked for. */
const BUDGET = 256 * 2 ** 20

/** Frees at once what a registry's unreachable objects held; V8 itself waits until the program yields. */
type CleanupSome = (this: unknown) => void

interface Collector {
  gc: () => void
  cleanupSome: CleanupSome | null
}

let made = 0
let collector: Collector | null = null

/**
 * Counts memory made outside every scope. V8 does not see the backend's memory, so a loop without scopes would fill the machine
 * with tensors that nothing refers to any more: after each 256 MB they are collected.
 */
export function countUnscoped(bytes: number, registry: object): void {
  made += bytes
  if (made < BUDGET) return
  made = 0
  collector ??= findCollector()
  collector.gc()
  if (collector.cleanupSome) collector.cleanupSome.call(registry)
  else {
    warnOnce(
      'Tensors made outside scope() are freed only when the program yields: wrap each step in scope(() => …), or await between steps',
    )
  }
}

function findCollector(): Collector {
  setFlagsFromString('--expose-gc')
  try {
    setFlagsFromString('--harmony-weak-refs-with-cleanup-some')
  } catch {
    // Newer versions of V8 have no such flag.
  }
  return {
    gc: runInNewContext('gc') as () => void,
    cleanupSome:
      (runInNewContext('FinalizationRegistry.prototype.cleanupSome') as CleanupSome | undefined) ?? null,
  }
}
