/** Steps a second of samples with nobody looking and with all their lanes asked for ten times a second, in turns (probes.ts). */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ProbesReport } from '../probes'
import type { Look } from './table'

/** Layouts as those that are timed beside PyTorch. */
export const SAMPLES = [
  'mnist-cnn',
  'lenet-5',
  'resnet-small',
  'unet-small',
  'char-lstm',
  'transformer-encoder',
]
const PROBES = fileURLToPath(new URL('../probes.ts', import.meta.url))

/** Measures a sample in a process of its own. Errors: the process fails. */
export async function look(sample: string, rounds: number, seconds: number, threads: number): Promise<Look> {
  const folder = mkdtempSync(join(tmpdir(), 'gradwire-bench-'))
  try {
    const file = join(folder, 'probes.json')
    const graph = fileURLToPath(new URL(`../../resources/samples/${sample}.json`, import.meta.url))
    const settings = ['--graph', graph, '--rounds', String(rounds), '--seconds', String(seconds)]
    const args = ['--import', 'tsx', PROBES, ...settings, '--turns', 'nobody,wires', '--json', file]
    await run(args, { ...process.env, TF_NUM_INTRAOP_THREADS: String(threads) })
    return lookOf(basename(graph, '.json'), JSON.parse(readFileSync(file, 'utf8')) as ProbesReport)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function lookOf(sample: string, { batchSize, lanes, table }: ProbesReport): Look {
  const turn = (name: string): ProbesReport['table'][number] => table.find((row) => row.turn === name)!
  const [alone, watched] = [turn('nobody'), turn('wires')]
  return {
    sample,
    batch: batchSize,
    lanes,
    alone: 1000 / alone.wallMs,
    watched: 1000 / watched.wallMs,
    ratio: watched.wallRatio,
    frames: watched.wireFrames,
  }
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (text: Buffer) => (complaint = (complaint + text.toString()).slice(-2000)))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`${signal ?? `exit ${code}`}: ${complaint.trim().split('\n').at(-1) ?? ''}`))
    })
  })
}
