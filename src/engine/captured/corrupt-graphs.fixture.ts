/** Graphs that fail, or are wrong, on purpose, for tests. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromBinary, toBinary } from '@bufbuild/protobuf'
import { onTestFinished } from 'vitest'
import { backend } from '../backend'
import type { Binding } from '../backend/binding'
import { SavedModelSchema } from './saved-model/tensorflow_pb'
import type { NodeDef } from './saved-model/tensorflow_pb'

type ChangeIntegers = (values: Int32Array) => Int32Array

/** Stands between graphs and TensorFlow until the test ends. */
export interface CorruptGraphs {
  /** Changes the integers that runs are given: TensorFlow itself fails where an index is none. Null: nothing is changed. */
  give: ChangeIntegers | null
  /** Runs that were given others. */
  runs: number
  /** Whether runs that change variables ask for a value that there is none of, too. */
  fail: boolean
  /** The kernel that graphs have from now on in the place of another one. Default: none. */
  swap: { kernel: string; for: string } | null
  /** Whether TensorFlow sees where operands come from that are hidden from it (left-alone.ts). Default: no. */
  unhide: boolean
}

/** To be called before there are any graphs. */
export function corruptGraphs(): CorruptGraphs {
  const ground = backend.interposable!
  const { native } = ground
  const corrupt: CorruptGraphs = { give: null, runs: 0, fail: false, swap: null, unhide: false }
  const runSavedModel: Binding['runSavedModel'] = (model, inputs, feeds, outputs) => {
    const { give } = corrupt
    const made: number[] = []
    const other = (id: number): number => {
      const values = native.tensorDataSync(id)
      if (!give || !(values instanceof Int32Array)) return id
      made.push(native.createTensor([values.length], native.TF_INT32, give(Int32Array.from(values))))
      return made.at(-1)!
    }
    const given = [...inputs].map(other)
    if (made.length > 0) corrupt.runs++
    try {
      const none = corrupt.fail && outputs.includes('changed') ? ',none:9' : ''
      return native.runSavedModel(model, given, feeds, outputs + none)
    } finally {
      for (const id of made) native.deleteTensor(id)
    }
  }
  const loadSavedModel: Binding['loadSavedModel'] = (folder, tags) => {
    const { swap, unhide } = corrupt
    const file = join(folder, 'saved_model.pb')
    if (swap) changeNodes(file, (node) => void (node.op === swap.for && (node.op = swap.kernel)))
    if (unhide) changeNodes(file, showOrigin)
    return native.loadSavedModel(folder, tags)
  }
  const put = (binding: Binding): void => void Object.assign(ground, { native: binding })
  const answers = { runSavedModel: { value: runSavedModel }, loadSavedModel: { value: loadSavedModel } }
  put(Object.create(native, answers) as Binding)
  onTestFinished(() => put(native))
  return corrupt
}

function changeNodes(file: string, change: (node: NodeDef) => void): void {
  const model = fromBinary(SavedModelSchema, readFileSync(file))
  for (const { graphDef } of model.metaGraphs) for (const node of graphDef?.node ?? []) change(node)
  writeFileSync(file, toBinary(SavedModelSchema, model))
}

/** Nodes that hide an operand are called h, by the call and the operand. */
function showOrigin(node: NodeDef): void {
  if (!/^h\d+_\d+$/.test(node.name)) return
  node.op = 'Identity'
  node.attr = { T: node.attr['dtype']! }
}
