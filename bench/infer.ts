/**
 * Time to infer one edit in a graph of 1,000 nodes, and to infer it from the start. Run: npx tsx bench/infer.ts
 *
 * The graph is a chain of blocks Conv2d → ReLU → Add (with a wire around), as in a ResNet. Each edit changes a bias (only
 * the node depends on it), a kernel in the middle (half of the graph depends on it), or a position (nothing does).
 */
import { performance } from 'node:perf_hooks'
import { applyCommand } from '../src/graph/commands/apply'
import type { Command } from '../src/graph/document/command'
import type { GraphDocument } from '../src/graph/document/document'
import { inferDocument } from '../src/graph/infer/infer'
import { moduleLabels } from '../src/graph/infer/labels'
import { chain } from './chain'

const RUNS = 200

function edited(document: GraphDocument, command: Command): GraphDocument {
  const result = applyCommand(document, command)
  if (result.kind === 'refused') throw new Error(result.reason)
  return result.document
}

function median(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  return `median ${sorted[sorted.length >> 1]?.toFixed(3)} ms, worst ${sorted.at(-1)?.toFixed(3)} ms`
}

function measure(label: string, first: GraphDocument, edit: (run: number) => Command): void {
  let document = first
  let inference = inferDocument(document)
  const times: number[] = []
  for (let run = 0; run < RUNS; run++) {
    document = edited(document, edit(run))
    const start = performance.now()
    inference = inferDocument(document, inference)
    times.push(performance.now() - start)
  }
  console.log(`${label}: ${median(times)}`)
}

const document = chain(333)
console.log(
  `${document.modules['Net']?.nodes.length} nodes, ${document.modules['Net']?.edges.length} wires, ${RUNS} edits`,
)

const node = 'conv166'
const set = (params: Record<string, unknown>): Command => ({
  kind: 'set-params',
  module: 'Net',
  node,
  params,
})
measure('one node depends on the edit', document, (run) => set({ bias: run % 2 === 0 }))
measure('nothing depends on the edit ', document, (run) => ({
  kind: 'move',
  module: 'Net',
  positions: [{ node, position: { x: run + 1, y: 0 } }],
}))
measure('half the graph depends on it', document, (run) => set({ padding: run % 2 }))

const times: number[] = []
for (let run = 0; run < 20; run++) {
  const start = performance.now()
  inferDocument(document)
  times.push(performance.now() - start)
}
console.log(`from the start: ${median(times)}`)

const labelled: number[] = []
for (let run = 0; run < 20; run++) {
  const { main } = inferDocument(document)
  const start = performance.now()
  moduleLabels(main)
  labelled.push(performance.now() - start)
}
console.log(`labels of all dimensions, when they are looked at: ${median(labelled)}`)
