/** Graphs that fail on purpose, for tests. */
import { onTestFinished } from 'vitest'
import { backend } from '../backend'
import type { Binding } from '../backend/binding'

type ChangeIntegers = (values: Int32Array) => Int32Array

/** Stands between graphs and TensorFlow until the test ends. */
export interface CorruptGraphs {
  /** Changes the integers that runs are given: TensorFlow itself fails where an index is none. Null: nothing is changed. */
  give: ChangeIntegers | null
  /** Runs that were given others. */
  runs: number
}

/** To be called before there are any graphs. */
export function corruptGraphs(): CorruptGraphs {
  const ground = backend.interposable!
  const { native } = ground
  const corrupt: CorruptGraphs = { give: null, runs: 0 }
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
      return native.runSavedModel(model, given, feeds, outputs)
    } finally {
      for (const id of made) native.deleteTensor(id)
    }
  }
  const put = (binding: Binding): void => void Object.assign(ground, { native: binding })
  put(Object.create(native, { runSavedModel: { value: runSavedModel } }) as Binding)
  onTestFinished(() => put(native))
  return corrupt
}
