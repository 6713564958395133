/** Hooks that are exported to PyTorch give what PyTorch's own gave when they were saved: in one pass, and in training. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pythonForTests } from '../../../scripts/setup/python.mjs'
import { exportPyTorch } from '../../graph/export/pytorch/export-pytorch'
import { readPython } from '../../graph/import/python/read-python'
import { parseDocument } from '../../graph/file/parse'
import { writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensors } from '../../graph/formats/safetensors'
import type { GraphDocument, Hook } from '../../graph/document/document'
import type { HookCase } from './hooks.fixture'
import { hookedDocument, readSaved, tensorsOf } from './hooks.fixture'
import { runOnPyTorch } from './run-export.fixture'
import { trainOnPyTorch, writeNumbers } from './run-training.fixture'
import type { OnPyTorch } from './run-training.fixture'

const saved = readSaved(new URL('hooks.json', import.meta.url))
/** A graph whose loss has no history cannot be trained, here as there. */
const cases = saved.cases.filter(({ trains }) => trains)

/** The script takes the gradient of what is given, not of what leaves the port of the input. */
function changesInput({ net }: HookCase): boolean {
  return net.some(({ port, pass }) => port === 'x.output' && pass === 'forward')
}

function filesOf(each: HookCase): Readonly<Record<string, string>> {
  const { inference } = parseDocument(JSON.stringify(hookedDocument(each)))
  const result = exportPyTorch(inference!)
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  return result.files
}

const python = pythonForTests()
const root = mkdtempSync(join(tmpdir(), 'gradwire-hooks-'))
afterAll(() => rmSync(root, { recursive: true }))

function writeCase(each: HookCase, folder: string): void {
  mkdirSync(folder)
  for (const [name, text] of Object.entries(filesOf(each))) writeFileSync(join(folder, name), text)
  const rows = (count: number): SafeTensors =>
    tensorsOf({ x: saved.x.slice(0, count), y: saved.y.slice(0, count) })
  const expected: SafeTensors = new Map()
  for (const [name, { shape, values }] of Object.entries(each.values))
    if (
      name === 'loss' ||
      (name === 'grad/x' && !changesInput(each)) ||
      (name.startsWith('param_grad/') && !each.frozen?.includes(name.slice(11)))
    )
      expected.set(name, { dtype: 'F32', shape, values: Float32Array.from(values) })
  for (const [name, tensors] of Object.entries({
    'inputs.safetensors': rows(2),
    'data.safetensors': rows(6),
    'weights.safetensors': tensorsOf(saved.weights),
    'engine.safetensors': expected,
  }))
    writeFileSync(join(folder, name), writeSafetensors(tensors))
  const text = {
    class: 'Net',
    mode: 'train',
    seed: 0,
    frozen: changesInput(each) ? ['x', 'y'] : ['y'],
    trains: true,
    arguments: ['x'],
    results: [],
  }
  writeFileSync(join(folder, 'case.json'), JSON.stringify(text))
  writeNumbers(folder, { loss: each.losses.values }, ['--no-shuffle', '--steps', '7'])
}

describe.skipIf(python === null)(`hooks that are exported to PyTorch ${python?.version}`, () => {
  let passes: ReturnType<typeof runOnPyTorch> = new Map()
  let trainings = new Map<string, OnPyTorch>()
  beforeAll(() => {
    const folders = cases.map((_, i) => join(root, `case${i}`))
    cases.forEach((each, i) => writeCase(each, folders[i]!))
    passes = runOnPyTorch(python!.path, folders)
    trainings = trainOnPyTorch(python!.path, folders)
  }, 300_000)

  it.each(cases.map(({ title }, i) => [title, i] as const))('%s', (_, i) => {
    expect(passes.get(`case${i}`)?.problems).toEqual([])
    const { problems, output } = trainings.get(`case${i}`)!
    expect(problems, output).toEqual([])
    expect(output.match(/^step .* loss /gm)).toHaveLength(7)
  })
})

/** What stands at each place for each pass, in the order in which it runs. */
function byPlace(document: GraphDocument, counts: (hook: Hook) => boolean): string[] {
  const found = Object.entries(document.modules).flatMap(([module, { hooks = [] }]) => {
    const places = new Map<string, string[]>()
    for (const hook of hooks.filter(counts)) {
      const { edge, port, parameter, node, type, pass, params } = hook
      const place = JSON.stringify([edge, port, parameter, node, pass])
      places.set(place, [...(places.get(place) ?? []), JSON.stringify([type, pass, params])])
    }
    return [...places.values()].map((there) => `${module} ${there.join(', ')}`)
  })
  return found.sort()
}

describe('hooks that were exported', () => {
  it.each(saved.cases.map((each) => [each.title, each] as const))('are read back: %s', (_, each) => {
    const { inference } = parseDocument(JSON.stringify(hookedDocument(each)))
    const result = readPython(filesOf(each)['model.py']!, { title: 'model.py' })
    if (result.kind === 'refused') throw new Error(JSON.stringify(result))
    const frozen = Object.values(result.document.modules).flatMap(({ nodes }) =>
      nodes.flatMap(({ requires_grad: learns }) => (typeof learns === 'object' ? Object.keys(learns) : [])),
    )
    // Those on the loss stand in train.py.
    const expected = byPlace(inference!.document, ({ port }) => port?.node !== 'loss')
    expect(byPlace(result.document, () => true)).toEqual(expected)
    expect(frozen.length).toBe(each.frozen?.length ?? 0)
  })
})
