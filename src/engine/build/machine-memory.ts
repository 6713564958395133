/** How much memory there is for this process. */
import { totalmem } from 'node:os'

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }

/**
 * Bytes that the machine has, or the container that the process runs in where that is less; GRADWIRE_MEMORY (`6G`, `800M`) says
 * another limit.
 */
export function memoryLimit(): number {
  const own = /^(\d+(?:\.\d+)?)([KMGT]?)$/i.exec(process.env.GRADWIRE_MEMORY?.trim() ?? '')
  if (own) return Number(own[1]) * UNITS[own[2]!.toUpperCase()]!
  // Where nothing is constrained it is 0, or far more than the machine has.
  const constrained = process.constrainedMemory?.() ?? 0
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
}
