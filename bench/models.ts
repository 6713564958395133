/**
 * Imports the model files of public repositories as they are found, and compares with PyTorch: npm run bench:models -- FOLDER.
 *
 * FOLDER holds a checkout of each repository of `models/repositories.json` at its commit, as `owner+name` (a wheel: what it
 * unpacks to, in `owner+name` too). Where GRADWIRE_PYTHON names a Python with PyTorch, each class is run there with random weights
 * and inputs, and here with the same.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { passOf } from '../src/engine/reference/run-document.fixture'
import { ready } from '../src/engine/index'
import { readSafetensors } from '../src/graph/formats/safetensors'
import { serialiseDocument } from '../src/graph/file/serialise'
import { modelFiles, type ModelFile } from './models/model-files'
import { imported, type Result } from './models/imported'
import { differenceOf } from './models/difference'
import { table } from './models/table'

const [folder = '', pattern = ''] = process.argv.slice(2)
const out = resolve('test-results', 'models')
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })

const files = modelFiles(resolve(folder)).filter(({ repository, path }) =>
  `${repository}/${path}`.includes(pattern),
)
const results = files.map((file, index) => ({ ...imported(file), file, index }))
for (const { document, index } of results)
  if (document) writeFileSync(join(out, `${index}.json`), serialiseDocument(document))
if (process.env['GRADWIRE_PYTHON'] !== undefined) await compare(results)
for (const { file, state, notes, difference } of results) {
  console.log(
    `${state.padEnd(8)} ${difference ?? '-'} ${file.repository}/${file.path}${file.net === undefined ? '' : ` ${file.net}`}`,
  )
  if (state !== 'whole') for (const note of notes.slice(0, 6)) console.log(`           ${note}`)
}
console.log(`\n${table(results)}`)
writeFileSync(join(out, 'table.md'), table(results))

async function compare(all: (Result & { file: ModelFile; index: number })[]): Promise<void> {
  await ready()
  const tasks = all.flatMap(({ state, document, inputs, taken, file, index }) =>
    state !== 'wrong' && document
      ? [{ ...file, net: file.net ?? taken ?? document.main, inputs, out: join(out, String(index)) }]
      : [],
  )
  writeFileSync(join(out, 'tasks.json'), JSON.stringify(tasks))
  const script = new URL('models/run_models.py', import.meta.url).pathname
  // Scripts save what they trained where they run.
  spawnSync(process.env['GRADWIRE_PYTHON'] ?? 'python3', [script, join(out, 'tasks.json')], {
    cwd: out,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  for (const result of all) {
    if (!result.document) continue
    result.difference = differenceOf(
      join(out, String(result.index)),
      (weights, inputs) => passOf(result.document!, weights, inputs, { mode: 'eval', grad: false }),
      result.document,
      (path) => readSafetensors(new Uint8Array(readFileSync(path))),
    )
  }
}
