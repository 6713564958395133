/** Trains exported scripts on PyTorch beside what the engine gave. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** What a script printed, and where that is not what the engine gave by the rule of docs/testing.md. */
export interface OnPyTorch {
  output: string
  problems: string[]
}

/** Leaves in the folder of an export what the engine gave: by `loss`, `rate`, `held-out loss`, `train NAME` and `held-out NAME` of metrics. */
export function writeNumbers(
  folder: string,
  numbers: Readonly<Record<string, readonly number[]>>,
  options: readonly string[] = [],
): void {
  writeFileSync(join(folder, 'engine.json'), JSON.stringify({ numbers, options }))
}

/** Trains what lies in the folders; the answers by the folders' names. */
export function trainOnPyTorch(python: string, folders: readonly string[]): Map<string, OnPyTorch> {
  const script = new URL('run_training.py', import.meta.url).pathname
  const text = execFileSync(python, [script, ...folders], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  // Hooks may print lines of their own.
  const lines = text.split('\n').filter((line) => line.startsWith('{"folder"'))
  return new Map(lines.map((line, i) => [basename(folders[i]!), JSON.parse(line) as OnPyTorch]))
}
