import { beforeAll, expect, it } from 'vitest'
import { ready } from '../backend/index'
import { Flow } from '../build/flow'
import { fromData, memory, scope } from '../index'
import type { ProbeTarget } from '../protocol'
import { FlowKeeper } from './flow-keeper'

beforeAll(async () => {
  await ready()
})

const edge = (name: string): ProbeTarget => ({ kind: 'edge', path: [], edge: name })

it('keeps what is watched of the last step that was kept, and frees the rest', () => {
  const before = memory()
  const keeper = new FlowKeeper(() => new Flow())
  let asked = 0
  const passOver = (): void =>
    keeper.passOver(() => {
      asked++
      return [edge('a')]
    })
  const flow = (step: number): void => {
    scope(() => {
      const kept = keeper.begin(step)
      const shared = kept.port([], 'n', 'output', fromData(Float32Array.of(step, 1), [2]))
      kept.sameEdge([], 'a', shared)
      kept.edge([], 'b', fromData(Float32Array.of(step, 2), [2]))
    })
  }
  flow(3)
  expect(keeper.read(edge('b'), 'forward')?.step).toBe(3)
  for (let step = 4; step < 10; step++) passOver()
  // Only where there was something to let go of is asked who watches.
  expect(asked).toBe(1)
  expect(keeper.read(edge('b'), 'forward')).toBeNull()
  expect([...keeper.read(edge('a'), 'forward')!.values!.values]).toEqual([3, 1])
  expect(keeper.read(edge('a'), 'forward')!.step).toBe(3)
  expect(memory().tensors).toBe(before.tensors + 1)

  flow(10)
  expect(keeper.read(edge('a'), 'forward')!.step).toBe(10)
  passOver()
  keeper.watch([edge('b')])
  expect(keeper.read(edge('a'), 'forward')).toBeNull()
  keeper.clear()
  expect(memory()).toEqual(before)
})
