import { beforeAll, describe, expect, it } from 'vitest'
import { F, memory, ready, scope, Tensor, tensor } from '../index'
import * as ops from '../ops'
import { expectEqual, restore, savedRows, type SavedTensor } from './compare'

interface Row {
  op: string
  args: unknown[]
  /** Which of several results is compared. */
  part?: number
  inputs: SavedTensor[]
  output: SavedTensor
  gradOutput?: SavedTensor
  gradInputs?: (SavedTensor | null)[]
}

const rows = savedRows<Row>('ops')

function run(row: Row): { output: Tensor; inputs: Tensor[] } {
  const inputs = row.inputs.map((x) => restore(x))
  for (const x of inputs) if (x.dtype === 'float32') x.requiresGrad = true
  const place = (arg: unknown): unknown => {
    if (Array.isArray(arg)) return arg.map(place)
    if (arg !== null && typeof arg === 'object')
      return Object.fromEntries(Object.entries(arg).map(([key, value]) => [key, place(value)]))
    return typeof arg === 'string' && arg.startsWith('$') ? inputs[Number(arg.slice(1))] : arg
  }
  const operation = (
    { ...F, ...ops, equal: asTensor(ops.equal), allclose: asTensor(ops.allclose) } as Record<string, unknown>
  )[row.op] as (...args: unknown[]) => Tensor | Tensor[]
  const result = operation(...row.args.map(place))
  return { output: row.part === undefined ? (result as Tensor) : (result as Tensor[])[row.part]!, inputs }
}

/** A yes or no as a tensor, to compare it as the others. */
function asTensor(ask: (...args: never[]) => boolean): (...args: unknown[]) => Tensor {
  return (...args) => tensor(ask(...(args as never[])))
}

beforeAll(async () => void (await ready()))

describe.each(
  rows.map((row, i) => ({ row, title: `${row.op}(${JSON.stringify(row.args).slice(1, -1)}) (${i})` })),
)('$title', ({ row }) => {
  it('gives the result and the gradients that PyTorch gives, and frees all it made', () => {
    const before = memory()
    scope(() => {
      const { output, inputs } = run(row)
      expect(output).toBeInstanceOf(Tensor)
      expectEqual(output, row.output, 'output')
      if (!row.gradOutput) return
      output.backward(restore(row.gradOutput))
      inputs.forEach((x, i) => expectEqual(x.grad, row.gradInputs![i]!, `gradient of input ${i}`))
    })
    expect(memory()).toEqual(before)
  })
})
