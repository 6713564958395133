/** Products of stacks of matrices that do not have the same leading dimensions. */
import type { Handle, Kernels } from './types'

type Shape = readonly number[]

/** Whether matrices of one stack are repeated, in stacks of two or more dimensions. */
export function repeatsMatrices(a: Shape, b: Shape): boolean {
  if (Math.max(a.length, b.length) < 4) return false
  return a.slice(0, -2).join() !== b.slice(0, -2).join()
}

/** What `multiply` makes of both stacks with their matrices repeated in memory. */
export function withStacks(
  kernels: Pick<Kernels, 'broadcastTo'> & { free(x: Handle): void },
  a: Handle,
  b: Handle,
  multiply: (a: Handle, b: Handle) => Handle,
): Handle {
  const stack = largerOf(a.shape.slice(0, -2), b.shape.slice(0, -2))
  const repeated = [a, b].map((x) => {
    const shape = [...stack, ...x.shape.slice(-2)]
    return x.shape.join() === shape.join() ? x : kernels.broadcastTo(x, shape)
  })
  const [left, right] = repeated as [Handle, Handle]
  const result = multiply(left, right)
  if (left !== a) kernels.free(left)
  if (right !== b) kernels.free(right)
  return result
}

function largerOf(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  const at = (shape: Shape, dim: number): number => shape[dim - rank + shape.length] ?? 1
  return Array.from({ length: rank }, (_, dim) => Math.max(at(a, dim), at(b, dim)))
}
