/**
 * Imports ONNX models as they are found and compares with their saved outputs: npm run bench:onnx -- FOLDER… [--only TEXT].
 *
 * A FOLDER holds one folder a model, as ONNX's backend suite has them (`onnx/backend/test/data/pytorch-converted` of the Python
 * package): `model.onnx`, and `test_data_set_0` with `input_0.pb`, …, `output_0.pb`, …. `onnx/make_nets.py` writes the same of
 * nets exported by PyTorch's current exporters.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ready } from '../src/engine/index'
import { modelFolders } from './onnx/model-folders'
import { resultOf } from './onnx/result'
import type { Result } from './onnx/result'
import { table } from './onnx/table'

const args = process.argv.slice(2)
const only = args.includes('--only') ? (args[args.indexOf('--only') + 1] ?? '') : ''
const folders = args.filter((arg, index) => !arg.startsWith('--') && args[index - 1] !== '--only')

await ready()
const results: Result[] = []
for (const model of folders.flatMap((folder) => modelFolders(resolve(folder)))) {
  if (!`${model.suite}/${model.name}`.includes(only)) continue
  const result = resultOf(model)
  results.push(result)
  console.log(
    `${result.state.padEnd(8)} ${result.difference ?? '-'} ${model.suite}/${model.name} ${result.seconds} s, ${result.notes.length} notes`,
  )
  if (result.again !== undefined && result.again !== 'equal') console.log(`           again: ${result.again}`)
  if (result.state !== 'equal') for (const note of result.notes.slice(0, 4)) console.log(`           ${note}`)
}
const out = resolve('test-results', 'onnx')
mkdirSync(out, { recursive: true })
writeFileSync(join(out, 'table.md'), table(results))
console.log(`\n${table(results)}`)
