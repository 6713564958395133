/** How a tensor lies that stands for a packed sequence. */
import type { TensorValue } from '../values'

/** What adds a node. */
interface Adding {
  add(
    type: string,
    params: Record<string, unknown>,
    inputs: Readonly<Record<string, TensorValue | null>>,
    line: number,
  ): Record<string, TensorValue>
}

/** With the batch first, or the time. */
export function laidOut(
  value: TensorValue,
  layout: 'batch' | 'time',
  tracer: Adding,
  line: number,
): TensorValue {
  if (value.packed === undefined || value.packed === layout) return value
  const [turned] = Object.values(tracer.add('Transpose', { dim0: 0, dim1: 1 }, { input: value }, line))
  return { ...(turned ?? value), packed: layout }
}
