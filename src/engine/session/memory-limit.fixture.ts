/** Opens, trains and runs a net that no machine can hold; prints how it was refused, and by how much the process had grown at most. */
import { ready } from '../backend/index'
import type { EngineProblem } from '../protocol'
import { problemOf } from '../executor/problem'
import { DATA, documentOf, newSession } from './session-harness'

export interface RefusedCase {
  problems: EngineProblem[]
  /** Bytes. */
  grown: number
}

const NODES: Record<string, { type: string; params: object }> = {
  linear: { type: 'Linear', params: { out_features: 1e9 } },
  pool: { type: 'AdaptiveAvgPool2d', params: { output_size: 10_000 } },
  max: { type: 'AdaptiveMaxPool2d', params: { output_size: 10_000 } },
  upsample: { type: 'Upsample', params: { scale_factor: 400 } },
  padded: { type: 'ZeroPad2d', params: { padding: 5_000 } },
  transposed: { type: 'ConvTranspose2d', params: { out_channels: 1, kernel_size: 2, stride: 10_000 } },
}

const node = { id: 'n', name: 'huge', ...NODES[process.argv[2]!]! } as const
const document = documentOf(
  [
    { id: 'd', type: 'Dataset', name: 'data', params: DATA },
    // Something to learn before it.
    { id: 'c', type: 'Conv2d', name: 'conv', params: { out_channels: 1, kernel_size: 3 } },
    { ...node, params: { ...node.params } },
    { id: 'p', type: 'AdaptiveAvgPool2d', name: 'pool', params: { output_size: 1 } },
    { id: 'f', type: 'Flatten', name: 'flatten' },
    { id: 's', type: 'Linear', name: 'scores', params: { out_features: 10 } },
    { id: 'l', type: 'CrossEntropyLoss', name: 'loss' },
  ],
  ['d.x>c', 'c>n', 'n>p', 'p>f', 'f>s', 's>l.input', 'd.y>l.target'],
  { batch_size: 32 },
)

await ready()
const { session, events } = newSession()
const before = process.memoryUsage().rss
const problems: EngineProblem[] = []
const commands = [
  { kind: 'open', document },
  { kind: 'step' },
  { kind: 'run', mode: 'eval', grad: false },
  { kind: 'run', mode: 'train', grad: true },
  { kind: 'bench', steps: 1 },
]
for (const command of commands) {
  try {
    await session.handle(command)
  } catch (error) {
    problems.push(problemOf(error))
    if (command.kind === 'open') break
  }
}
for (const event of events) if (event.kind === 'problem') problems.push(event.problem)
const grown = process.resourceUsage().maxRSS * 1024 - before
process.stdout.write(JSON.stringify({ problems, grown } satisfies RefusedCase))
