import type { Backend } from './types'

/** Runs a kernel; called in place of every call to the backend. */
export type KernelWatch = <T>(name: string, run: () => T) => T

/** Methods whose first argument names the kernel. */
const NAMED = new Set<string>(['unary', 'binary', 'reduce', 'argReduce'] satisfies (keyof Backend)[])
/** Answered from a table: no kernel runs. */
const PLAIN = new Set<string>(['scalar'] satisfies (keyof Backend)[])

/** The same backend with every call going through `watch`, those to its groups of kernels (`updates`) too. */
export function watched<T extends object>(backend: T, watch: KernelWatch): T {
  const groups = new Map<string, object>()
  return new Proxy(backend, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key)
      if (typeof key === 'symbol' || value === null) return value
      if (typeof value === 'object') {
        if (!groups.has(key)) groups.set(key, watched(value, watch))
        return groups.get(key)
      }
      if (typeof value !== 'function') return value
      if (PLAIN.has(key)) return value.bind(target) as unknown
      return (...args: unknown[]) =>
        watch(NAMED.has(key) ? String(args[0]) : kernelName(key), () => value.apply(target, args) as unknown)
    },
  })
}

/** `conv2dInputGrad` → `Conv2dInputGrad`. */
function kernelName(method: string): string {
  return method[0]!.toUpperCase() + method.slice(1)
}
