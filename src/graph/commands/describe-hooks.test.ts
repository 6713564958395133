import { expect, it } from 'vitest'
import { testDocument } from '../document/test-graph'
import type { Hook } from '../document/document'
import { keysOfPlace } from '../document/hook-place'
import type { HookPlace } from '../document/hook-place'
import { applyCommand } from './apply'
import { editLabel } from './describe'

const document = testDocument(
  [['x: Input', { shape: [4] }], ['fc: Linear', { out_features: 4 }], ['act: ReLU']],
  ['x → fc', 'fc → act'],
)
const wire: HookPlace = { kind: 'edge', edge: 'e1' }

const hook = (
  id: string,
  type: string,
  params = {},
  more: Partial<Hook> = {},
  place: HookPlace = wire,
): Hook => ({
  id,
  ...keysOfPlace(place),
  pass: 'backward',
  type,
  params,
  ...more,
})

function label(before: readonly Hook[], after: readonly Hook[], place: HookPlace = wire): string {
  const with_ = (hooks: readonly Hook[]) => ({ kind: 'set-hooks', module: 'Net', place, hooks }) as const
  const first = applyCommand(document, with_(before))
  if (first.kind === 'refused') throw new Error(first.reason)
  const second = applyCommand(first.document, with_(after))
  if (second.kind === 'refused') throw new Error(second.reason)
  return editLabel(first.document, with_(after))
}

const half = hook('h0', 'scale', { factor: 0.5 })
const zero = hook('h1', 'zero')

it.each<[string, Hook[], Hook[]]>([
  ['Add scale on the wire from fc to act', [], [half]],
  ['Duplicate scale on the wire from fc to act', [half], [half, { ...half, id: 'h5' }]],
  ['Delete zero on the wire from fc to act', [half, zero], [half]],
  ['Delete the hooks on the wire from fc to act', [half, zero], []],
  ['Reorder the hooks on the wire from fc to act', [half, zero], [zero, half]],
  ['Switch scale off: the wire from fc to act', [half], [{ ...half, enabled: false }]],
  ['Switch scale on: the wire from fc to act', [{ ...half, enabled: false }], [half]],
  ['Set factor of scale to 2 on the wire from fc to act', [half], [{ ...half, params: { factor: 2 } }]],
  ['Reset factor of scale on the wire from fc to act', [half], [{ ...half, params: {} }]],
  ['Set pass of scale to forward on the wire from fc to act', [half], [{ ...half, pass: 'forward' }]],
  ['Replace scale by zero on the wire from fc to act', [half], [hook('h0', 'zero')]],
  [
    'Switch the hooks off: the wire from fc to act',
    [half, zero],
    [{ ...half, enabled: false }, { ...zero, enabled: false }],
  ],
])('%s', (expected, before, after) => {
  expect(label(before, after)).toBe(expected)
}) // prettier-ignore

it('names outputs, parameters and calls as the window does', () => {
  const places: [HookPlace, string, string][] = [
    [{ kind: 'port', node: 'fc', handle: 'output' }, 'scale', 'Add scale on fc.output'],
    [{ kind: 'parameter', node: 'fc', name: 'weight' }, 'scale', 'Add scale on fc.weight'],
    [{ kind: 'node', node: 'fc' }, 'print', 'Add print on fc'],
  ]
  for (const [place, type, expected] of places)
    expect(label([], [hook('h0', type, {}, {}, place)], place)).toBe(expected)
})

it('leaves hooks of a place where they stand in the file', () => {
  const other = hook('h9', 'scale', {}, {}, { kind: 'port', node: 'fc', handle: 'output' })
  const start = { ...document, modules: { Net: { ...document.modules['Net']!, hooks: [half, other, zero] } } }
  const result = applyCommand(start, { kind: 'set-hooks', module: 'Net', place: wire, hooks: [zero, half] })
  expect(result.kind === 'done' && result.document.modules['Net']!.hooks!.map(({ id }) => id)).toEqual([
    'h1',
    'h0',
    'h9',
  ])
})
