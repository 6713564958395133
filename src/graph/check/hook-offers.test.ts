import { describe, expect, it } from 'vitest'
import { testCnn } from '../document/test-graph'
import type { HookPlace } from '../document/hook-place'
import { applyCommand } from '../commands/apply'
import { keysOfPlace } from '../document/hook-place'
import { inferDocument } from '../infer/infer'
import { hookDefinitions } from '../hooks/index'
import { hookOffers, passesAt } from './hook-offers'

const document = testCnn()
const inference = inferDocument(document)
const scene = { document, module: 'Net', definition: document.modules['Net']!, inferred: inference.main }
const edgeTo = (target: string, handle = 'input') =>
  scene.definition.edges.find((edge) => edge.target === target && edge.targetHandle === handle)!.id

const PLACES: HookPlace[] = [
  { kind: 'edge', edge: edgeTo('conv2') },
  { kind: 'edge', edge: edgeTo('loss', 'target') },
  { kind: 'port', node: 'conv1', handle: 'output' },
  { kind: 'parameter', node: 'conv1', name: 'weight' },
  { kind: 'node', node: 'conv1' },
  { kind: 'node', node: 'data' },
]

describe('what a place takes', () => {
  it.each(PLACES.map((place) => [JSON.stringify(place), place] as const))(
    'is what a command takes: %s',
    (_, place) => {
      const offers = hookOffers(scene, place)
      expect(new Set(offers.map(({ definition }) => definition.type)).size).toBe(hookDefinitions.length)
      for (const { definition, pass, reason } of offers) {
        const hook = { id: 'h0', ...keysOfPlace(place), pass, type: definition.type, params: {} }
        const result = applyCommand(document, { kind: 'set-hooks', module: 'Net', place, hooks: [hook] })
        if (reason === undefined) expect(result, definition.type).toMatchObject({ kind: 'done' })
      }
    },
  )

  it('names the reason of what it does not take', () => {
    const reasonOf = (place: HookPlace, type: string) =>
      hookOffers(scene, place).find(({ definition }) => definition.type === type)?.reason
    expect(reasonOf(PLACES[1]!, 'scale')).toMatch(/whole numbers \(int64\)/)
    expect(reasonOf(PLACES[1]!, 'stats')).toBeUndefined()
    expect(reasonOf(PLACES[0]!, 'print')).toMatch(/'print' does not work on edge.*It works on node/)
    expect(reasonOf(PLACES[4]!, 'scale')).toMatch(/does not work on node/)
    expect(reasonOf(PLACES[5]!, 'print')).toMatch(/no call to hook/)
  })

  it('says the passes of a type', () => {
    expect(passesAt(scene, PLACES[0]!, 'scale')).toEqual(['forward', 'backward'])
    expect(passesAt(scene, PLACES[0]!, 'reverse')).toEqual(['backward'])
    expect(passesAt(scene, PLACES[3]!, 'clip_norm')).toEqual(['backward', 'after_step'])
    expect(passesAt(scene, PLACES[3]!, 'print')).toEqual([])
  })
})
