/** bench/infer.ts as each checkout has it, as a whole program in turns. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { median, ratioOf } from '../train/figures'
import { environment } from '../train/program'
import { THIS, type Checkout } from './other-checkout'
import type { Row } from './row'

export interface Turns {
  readonly rounds: number
  readonly threads: number
}

/** What an edit of a graph of 1,000 nodes takes to infer. Errors: a program fails. */
export function timeInfer(other: Checkout, turns: Turns): Promise<Row[]> {
  return inTurns(other, turns, async ({ root }) => {
    const text = await run(root, 'infer.ts', [], turns)
    return [...text.matchAll(/^(.+?)\s*: median ([\d.]+) ms/gm)].map(([, name, ms]) => ({
      name: `infer: ${name}`,
      ms: Number(ms),
    }))
  })
}

async function inTurns(
  other: Checkout,
  { rounds }: Turns,
  measure: (checkout: Checkout) => Promise<{ name: string; ms: number }[]>,
): Promise<Row[]> {
  const found = new Map<string, [own: number[], theirs: number[]]>()
  for (let round = 0; round < rounds; round++)
    for (const place of round % 2 === 0 ? [0, 1] : [1, 0])
      for (const { name, ms } of await measure([THIS, other][place]!)) {
        if (!found.has(name)) found.set(name, [[], []])
        found.get(name)![place]!.push(ms)
      }
  return [...found].map(([name, [own, theirs]]) => ({
    name,
    own: median(own),
    theirs: median(theirs),
    ...ratioOf(own, theirs),
  }))
}

/** Runs a script with so many threads. → what it printed. Errors: it fails. */
export function runScript(
  script: string,
  args: readonly string[],
  { threads, cwd }: { threads: number; cwd?: string },
): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: cwd ?? THIS.root,
    env: environment({ threads }),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (part: Buffer) => (text += part.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) =>
      code === 0 ? resolve(text) : reject(new Error(`${script} ended (${signal ?? `exit ${code}`})`)),
    )
  })
}

function run(root: string, script: string, args: readonly string[], { threads }: Turns): Promise<string> {
  return runScript(join(root, 'bench', script), args, { threads, cwd: root })
}
