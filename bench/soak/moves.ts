/** What a person does in a round of a soak. */
import type { EngineCommandInput } from '../../src/main/engine-link/engine-client'
import { MersenneTwister } from '../../src/engine/random/mersenne-twister'
import { edited, frozen, hooked } from './chapters'
import type { Chapter, SoakDocument } from './chapters'

export type Move =
  | { kind: 'command'; command: EngineCommandInput }
  /** Trains until so many milliseconds are over, and is then paused. */
  | { kind: 'free'; milliseconds: number }
  /** Takes a checkpoint, trains on, and goes back to it. */
  | { kind: 'back'; steps: number }

/** Everything that switches between the two ways, in an order that the round's number decides; it ends with the document as it was. */
export function movesOf(chapter: Chapter, document: SoakDocument, round: number): Move[] {
  const random = new MersenneTwister(round)
  const pick = <T>(list: readonly T[]): T => list[random.uint32() % list.length]!
  const groups = [
    hooks(chapter, document, pick(HOOKS)(chapter)),
    [open(edited(document, chapter)), step(pick([5, 9])), open(document), step(6)],
    [open(frozen(document, chapter)), step(7), open(document), step(5)],
    stops(chapter, pick(['node', 'pass', 'phase'])),
    breakpoints(chapter),
    settings(pick([7, 11])),
    [{ kind: 'back', steps: pick([3, 8]) }, step(6)],
    [does({ kind: 'evaluate' }), step(4)],
    [does({ kind: 'parameters', updates: true }), step(9), does({ kind: 'parameters', updates: false })],
  ] satisfies Move[][]
  const shuffled = groups.map((group) => ({ group, at: random.uint32() })).toSorted((a, b) => a.at - b.at)
  return [step(6), { kind: 'free', milliseconds: 3000 }, ...shuffled.flatMap(({ group }) => group), step(4)]
}

const does = (command: EngineCommandInput): Move => ({ kind: 'command', command })
const open = (document: SoakDocument): Move => does({ kind: 'open', document })
const step = (count: number): Move => does({ kind: 'step', count })

const HOOKS: readonly ((chapter: Chapter) => object)[] = [
  ({ node }) => ({ ...at(node), pass: 'forward', type: 'noise', params: { std: 0.01 } }),
  ({ node }) => ({ ...at(node), pass: 'backward', type: 'clip_norm', params: { max_norm: 0.5 } }),
  ({ node }) => ({ ...at(node), pass: 'forward', type: 'stats', params: {} }),
  (chapter) => ({ ...onParameter(chapter), pass: 'backward', type: 'expression', params: { expr: 'x / 2' } }),
  (chapter) => ({ ...onParameter(chapter), pass: 'after_step', type: 'stats', params: {} }),
]

function at(node: string): object {
  return { id: 'h', port: { node, handle: 'output' } }
}

function onParameter({ node, parameter }: Chapter): object {
  return { id: 'h', parameter: { node, name: parameter } }
}

function hooks(chapter: Chapter, document: SoakDocument, hook: object): Move[] {
  return [step(5), open(hooked(document, [hook])), step(8), open(document), step(5)]
}

/** Stops inside a step, goes on to its end, and gives another one up. */
function stops({ node }: Chapter, unit: 'node' | 'pass' | 'phase'): Move[] {
  const place = { kind: 'node', node } as const
  return [
    does({ kind: 'advance', unit }),
    does({ kind: 'runTo', path: [], place, pass: 'backward' }),
    step(5),
    does({ kind: 'runTo', path: [], place, pass: 'forward' }),
    does({ kind: 'configure', options: { shuffle: true } }),
    step(5),
  ]
}

/** One that never holds: as long as it is there, each step is one that can stop. */
function breakpoints({ node }: Chapter): Move[] {
  const place = { kind: 'node' as const, node }
  const breakpoint = { id: 'b', module: 'Net', place, pass: 'forward' as const, condition: 'absmax > 1e30' }
  return [
    does({ kind: 'breakpoints', breakpoints: [breakpoint] }),
    step(4),
    does({ kind: 'breakpoints', breakpoints: [] }),
    step(5),
  ]
}

function settings(batchSize: number): Move[] {
  return [
    does({ kind: 'configure', options: { lr: 0.003 } }),
    step(4),
    does({ kind: 'configure', options: { batchSize } }),
    step(9),
    does({ kind: 'configure', options: { batchSize: batchSize + 5 } }),
    step(4),
  ]
}
