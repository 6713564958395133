/** The models of a folder, laid out as ONNX's backend suite lays them out. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fromBinary } from '@bufbuild/protobuf'
import { TensorProtoSchema } from '../../src/graph/onnx/onnx_pb'
import type { TensorProto } from '../../src/graph/onnx/onnx_pb'

export interface ModelFolder {
  suite: string
  name: string
  path: string
}

export function modelFolders(folder: string): ModelFolder[] {
  return readdirSync(folder)
    .toSorted()
    .filter((name) => existsSync(join(folder, name, 'model.onnx')))
    .map((name) => ({ suite: basename(folder), name, path: join(folder, name) }))
}

/** Its saved tensors, in their order. */
export function savedTensors({ path }: ModelFolder, kind: 'input' | 'output'): TensorProto[] {
  const data = join(path, 'test_data_set_0')
  const tensors: TensorProto[] = []
  for (let index = 0; existsSync(join(data, `${kind}_${index}.pb`)); index++)
    tensors.push(
      fromBinary(TensorProtoSchema, new Uint8Array(readFileSync(join(data, `${kind}_${index}.pb`)))),
    )
  return tensors
}
