/**
 * Times training steps beside PyTorch's: npm run bench:train [-- --models cnn,mlp --passes train --rounds 7 --json out.json --backend wasm]
 *
 * Both run in turns, a few steps each, so that whatever else the machine does weighs on both. scripts/setup/python.mjs finds
 * the Python with torch.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { pythonWithTorch } from '../scripts/setup/python.mjs'
import { memory, ready, type BackendName } from '../src/engine/index'
import { MODELS, type Pass } from './models'

const { values: options } = parseArgs({
  options: {
    models: { type: 'string', default: Object.keys(MODELS).join() },
    rounds: { type: 'string', default: '9' },
    json: { type: 'string', default: fileURLToPath(new URL('../out/bench/train.json', import.meta.url)) },
    backend: { type: 'string' },
    passes: { type: 'string', default: 'train,forward' },
  },
})

interface Result {
  model: string
  pass: Pass
  gradwireMs: number
  torchMs: number | null
  ratio: number | null
}

/** A PyTorch process that times steps on request. */
class Torch {
  private readonly child: ChildProcess
  private readonly lines: AsyncIterator<string>

  constructor(python: string) {
    this.child = spawn(python, [fileURLToPath(new URL('train_torch.py', import.meta.url))], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.lines = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]()
  }

  async steps(model: string, pass: string, count: number): Promise<number[]> {
    this.child.stdin!.write(`${model} ${pass} ${count}\n`)
    const { value } = (await this.lines.next()) as { value: string }
    return JSON.parse(value) as number[]
  }

  end(): void {
    this.child.stdin!.end()
  }
}

function median(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

function timed(step: () => void, count: number): number[] {
  return Array.from({ length: count }, () => {
    const start = performance.now()
    step()
    return performance.now() - start
  })
}

async function compare(name: string, pass: Pass, torch: Torch | null): Promise<Result> {
  const model = MODELS[name]
  if (!model) throw new Error(`No model '${name}': ${Object.keys(MODELS).join(', ')}`)
  const step = model.make(pass)
  timed(step, model.steps)
  await torch?.steps(name, pass, model.steps)
  const before = memory().tensors
  const own: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < Number(options.rounds); round++) {
    own.push(...timed(step, model.steps))
    if (torch) theirs.push(...(await torch.steps(name, pass, model.steps)))
  }
  if (memory().tensors !== before)
    throw new Error(`${name} leaks: ${before} tensors before, ${memory().tensors} after`)
  const gradwireMs = median(own)
  const torchMs = torch ? median(theirs) : null
  return { model: name, pass, gradwireMs, torchMs, ratio: torchMs === null ? null : gradwireMs / torchMs }
}

function line({ model, pass, gradwireMs, torchMs, ratio }: Result): string {
  const torch =
    torchMs === null ? 'no torch' : `${torchMs.toFixed(3).padStart(9)} ms  ratio ${ratio!.toFixed(2)}`
  return `${`${model} ${pass}`.padEnd(18)} ${gradwireMs.toFixed(3).padStart(9)} ms  PyTorch ${torch}`
}

const info = await ready(options.backend ? { backend: options.backend as BackendName } : {})
const python = pythonWithTorch()
const torch = python ? new Torch(python.path) : null
console.log(
  `${info.backend} ${info.version}, ${cpus().length} cores of ${cpus()[0]?.model}; ${python ? `PyTorch ${python.version} of ${python.path}` : 'no Python with torch'}`,
)
const results: Result[] = []
for (const name of options.models.split(',')) {
  for (const pass of options.passes.split(',') as Pass[]) {
    const result = await compare(name, pass, torch)
    results.push(result)
    console.log(line(result))
  }
}
torch?.end()
const report = {
  date: new Date().toISOString(),
  ...info,
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  pytorch: python?.version ?? null,
  results,
}
mkdirSync(dirname(options.json), { recursive: true })
writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`)
console.log(`Written to ${options.json}`)
