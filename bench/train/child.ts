/** Gradwire's side of a case, as child.py is PyTorch's: node --import tsx bench/train/child.ts '{"case": {...}, "pass": "train", ...}'. */
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { memory, ready, type BackendName } from '../../src/engine/index'
import { CapturedWork } from './captured-work'
import type { Order, Reply, Request } from './messages'
import { Work } from './work'

/** The most memory that this process has held, in bytes. */
function peak(): number {
  const status = '/proc/self/status'
  if (!existsSync(status)) return process.resourceUsage().maxRSS * 1024
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync(status, 'utf8'))?.[1]) * 1024
}

/** Through the stream: a single `write` may take only the beginning of a long line, of 100,000 short steps for example. */
function answer(reply: Reply): void {
  process.stdout.write(`${JSON.stringify(reply)}\n`)
}

async function main(order: Order): Promise<void> {
  const { backend, version, threads, oneDnn, instructions } = await ready(
    order.backend ? { backend: order.backend as BackendName } : {},
  )
  answer({ kind: 'ready', about: { backend, version, threads, oneDnn, instructions, loadedBytes: peak() } })
  const work = order.graph ? new CapturedWork(order) : new Work(order)
  let before: number | null = null
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request
    switch (request.kind) {
      case 'check':
        answer({ kind: 'checked', values: work.check() })
        break
      case 'steps': {
        const ms = work.time(request.count)
        before ??= memory().tensors
        answer({ kind: 'timed', ms })
        break
      }
      case 'memory':
        answer({ kind: 'memory', peak: peak(), leaked: memory().tensors - (before ?? memory().tensors) })
        break
    }
  }
}

try {
  await main(JSON.parse(process.argv[2]!) as Order)
} catch (error) {
  answer({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
  process.exitCode = 1
}
