import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { boxesOverlap, lineTouches } from '../../graph/drawing/geometry'
import { faceSize, nodeFace } from '../../graph/drawing/node-face'
import { typeText } from '../../graph/drawing/node-text'
import { placedWires } from '../../graph/drawing/placed-wires'
import { wireDetours } from '../../graph/drawing/wire-detours'
import { wireLine } from '../../graph/drawing/wire-line'
import { parseDocument } from '../../graph/file/parse'
import type { ModuleInference } from '../../graph/infer/inference'
import { labelSpots } from './label-spots'
import type { LabelledWire } from './label-spots'
import { wireLabel } from './wire-label'

const folder = new URL('../../../resources/samples/', import.meta.url)
const modules = readdirSync(folder).flatMap((name) => {
  const { inference } = parseDocument(readFileSync(new URL(name, folder), 'utf8'))
  return [...inference!.modules].map(([id, module]): [string, ModuleInference] => [`${name} ${id}`, module])
})

describe('texts of wires', () => {
  it.each(modules)('are crossed by no other wire and lie on nothing in %s', (_, module) => {
    const nodes = module.definition.nodes.map((node) => {
      const face = nodeFace(node, module)
      return { ...node, size: faceSize(face), inputs: face.inputs, outputs: face.outputs }
    })
    const { wires, boxes } = placedWires(module.definition.edges, nodes)
    const detours = wireDetours(wires, boxes)
    const labelled = wires.map(({ id, source, target }): LabelledWire => {
      const type = module.edges.get(id)
      const text = type === null || type === undefined ? '' : typeText(type)
      return { id, line: wireLine(source, target, detours.get(id) ?? null), text, marked: false, marks: null }
    })
    const spots = labelSpots(labelled, boxes)
    const labels = labelled.flatMap(({ id, line, text }) => {
      const label = wireLabel(line, text, { spot: spots.get(id) ?? null })
      return label === null ? [] : [{ id, box: label.box }]
    })
    for (const { id, box } of labels) {
      for (const wire of labelled)
        expect(lineTouches(wire.line.points, box), `${wire.id} runs through ${id}`).toBe(false)
      for (const other of labels) if (other.id !== id) expect(boxesOverlap(other.box, box), id).toBe(false)
      for (const node of boxes) expect(boxesOverlap(node, box), id).toBe(false)
    }
  })
})
