/** How far the outputs here are from those that PyTorch wrote. */
import { existsSync } from 'node:fs'
import type { GraphDocument } from '../../src/graph/document/document'
import type { SafeTensors } from '../../src/graph/formats/safetensors'

/** The greatest difference relative to the greatest value; or why there is none. `base`: where the files of PyTorch are. */
export function differenceOf(
  base: string,
  run: (weights: SafeTensors, inputs: SafeTensors) => SafeTensors,
  document: GraphDocument,
  read: (path: string) => SafeTensors,
): string | undefined {
  if (!existsSync(`${base}.outputs.safetensors`)) return undefined
  const theirs = [...read(`${base}.outputs.safetensors`).values()]
  try {
    const given = run(read(`${base}.weights.safetensors`), read(`${base}.inputs.safetensors`))
    const ours = (document.modules[document.main]?.nodes ?? [])
      .filter(({ type }) => type === 'Output')
      .flatMap(({ name }) => given.get(`act/${name}`) ?? [])
    if (ours.length !== theirs.length) return `${ours.length} outputs, not ${theirs.length}`
    let worst = 0
    for (const [index, { shape, values }] of theirs.entries()) {
      const other = ours[index]!
      if (other.shape.join() !== shape.join()) return `shape ${other.shape.join()}, not ${shape.join()}`
      const numbers = Array.from(values, Number)
      const greatest = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6)
      for (const [at, value] of numbers.entries())
        worst = Math.max(worst, Math.abs(value - Number(other.values[at])) / greatest)
    }
    return worst.toExponential(0)
  } catch (error) {
    return `cannot run: ${String(error instanceof Error ? error.message : error).slice(0, 200)}`
  }
}
