import { readFileSync, readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { boxesOverlap } from './geometry'
import { faceSize, nodeFace } from './node-face'
import { inferDocument } from '../infer/infer'
import { importFile } from '../import/import-file'

const files = ['../import/onnx/fixtures/', '../../engine/reference/imported/nets/'].flatMap((folder) => {
  const url = new URL(folder, import.meta.url)
  return readdirSync(url)
    .filter((name) => /\.onnx$|^(?!_|make_).*\.py$/.test(name))
    .map((name) => ({ name, url: new URL(name, url) }))
})

it.each(files)('the nodes of $name stand side by side, none on another', ({ name, url }) => {
  const imported = importFile({ name, bytes: new Uint8Array(readFileSync(url)) })
  if (imported.kind === 'refused') throw new Error(JSON.stringify(imported.findings))
  const covered = [...inferDocument(imported.document).modules.values()].flatMap((module) => {
    const boxes = module.definition.nodes.map((node) => {
      const { x: left, y: top } = node.position
      const { width, height } = faceSize(nodeFace(node, module))
      return { name: node.name, left, top, right: left + width, bottom: top + height }
    })
    return boxes.flatMap((a, at) =>
      boxes.slice(at + 1).flatMap((b) => (boxesOverlap(a, b) ? [`${a.name}, ${b.name}`] : [])),
    )
  })
  expect(covered).toEqual([])
})
