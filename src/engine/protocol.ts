/**
 * Every message between a page or command line, the host and the engine process; what is in them lies in the files beside this one.
 *
 * The schemas are the contract: whatever arrives is parsed with them before anything acts on it. Tensors do not
 * travel here but in binary frames (`src/graph/frames/frame.ts`).
 */
import type { MetricValue } from './metrics/metric-value'
import { DTYPES } from '../graph/types/dims'
import { tensorEdit } from '../graph/changes/tensor-edit'
import type { TensorEdit, TensorPart } from '../graph/changes/tensor-edit'
import type { Payload } from './payload'
import type {
  AblatedResult,
  AttentionResult,
  BackendInfo,
  BenchResult,
  ByHandResult,
  Capabilities,
  CheckpointReport,
  EngineProblem,
  EvaluationResult,
  RankedResult,
  NotFinite,
  OpenResult,
  RunResult,
  StepsWay,
  TensorResult,
  TrialResult,
  WeightsReport,
} from './protocol-results'
import type { ChangeResult, ParametersResult, TensorChange } from './protocol-changes'
import { MOST_PROBES, probe, probeId } from './protocol-probes'
import type { EpochPoint, Fit, LogLevel, MetricPoint, PrintedText, Progress } from './protocol-run'
import { breakPlace, breakpoint, passName } from './protocol-stops'
import type { StopInfo } from './protocol-stops'
import { callPlace, parameterTarget, portTarget, tensorTarget, watchTarget } from './protocol-targets'
import { z } from 'zod'

export type { MetricValue, TensorEdit, TensorPart }
export type * from './protocol-changes'
export type * from './protocol-probes'
export type * from './protocol-results'
export type * from './protocol-run'
export type * from './protocol-stops'
export type * from './protocol-targets'

const count = z.int().min(0)
/** Whatever buffer the bytes lie in. */
const bytes: z.ZodType<Uint8Array, Uint8Array> = z.instanceof(Uint8Array)

const numbers: z.ZodType<Float32Array, Float32Array> = z.instanceof(Float32Array)

/**
 * Names an open document. A page chooses it; every open document of a page has an engine process of its own, as generators
 * and what was measured to be quickest are a process's.
 */
export const documentId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'A document is named by 1 to 64 letters, digits, _ and -.')

/** Overrides of the document's `training` part; all may change while running. */
const trainingOptions = z.object({
  epochs: count.optional(),
  /** Stop after this many steps, whatever `epochs` says. */
  steps: count.optional(),
  batchSize: z.int().min(1).optional(),
  seed: z.int().optional(),
  shuffle: z.boolean().optional(),
  lr: z.number().min(0).optional(),
})
export type TrainingOptions = z.infer<typeof trainingOptions>

/** What one input of the net is given in a pass by hand: a tensor of this shape, whose first dimension is the batch. */
const handInput = z.object({
  node: z.string(),
  handle: z.string(),
  shape: z.array(z.int().min(1).max(1e6)).max(8),
  dtype: z.enum(DTYPES),
  from: z.discriminatedUnion('kind', [
    /** `torch.manual_seed(seed); torch.randn(shape)`. */
    z.object({ kind: z.literal('randn'), seed: z.int() }),
    z.object({ kind: z.literal('fill'), value: z.number() }),
    /** Of the document's data, from 0: those to train on first, those held out behind them. */
    z.object({ kind: z.literal('sample'), index: count }),
    /** One of the command's `tensors`; a `picture` has values from 0 to 1, and is scaled as the document's data is. */
    z.object({ kind: z.literal('tensor'), name: z.string(), picture: z.boolean().optional() }),
  ]),
})
export type HandInput = z.infer<typeof handInput>

export const engineCommand = z.discriminatedUnion('kind', [
  /** Compiles a document. Weights and optimiser state of unchanged nodes stay unless `fresh`. → {@link OpenResult} */
  z.object({ kind: z.literal('open'), document: z.unknown(), fresh: z.boolean().optional() }),
  /** Starts or resumes training. The options hold for that run alone. */
  z.object({ kind: z.literal('train'), options: trainingOptions.optional() }),
  z.object({ kind: z.literal('pause') }),
  /** Runs exactly this many training steps (default 1) and pauses. */
  z.object({ kind: z.literal('step'), count: z.int().min(1).optional() }),
  /** Ends the run; weights stay, the next `train` begins at step 0. */
  z.object({ kind: z.literal('stop') }),
  /** Initialises weights and optimiser state anew from the document's seed. */
  z.object({ kind: z.literal('reset') }),
  /** Changes settings of the current run and of every later one, until `reset` or a document with another `training` part. */
  z.object({ kind: z.literal('configure'), options: trainingOptions }),
  /** Replaces the whole list of probes. `rate` is in frames a second for each probe, default 10. */
  z.object({
    kind: z.literal('probes'),
    probes: z.array(probe).max(MOST_PROBES),
    rate: z.number().min(0.1).max(60).optional(),
  }),
  /** Gives each of these probes its credit back: the page has drawn their frames. */
  z.object({ kind: z.literal('ack'), probes: z.array(probeId).min(1).max(MOST_PROBES) }),
  /** Replaces the whole list of breakpoints. */
  z.object({ kind: z.literal('breakpoints'), breakpoints: z.array(breakpoint).max(1000) }),
  /**
   * Goes on inside a step, which begins where none is under way, and stops before the next phase, where the next pass begins or
   * the step of the optimiser (`pass`: the one under way is at its end), or at the next node: one inside a nested module (`into`),
   * one beside it (`over`, the default), or one around it (`out`).
   */
  z.object({
    kind: z.literal('advance'),
    unit: z.enum(['phase', 'pass', 'node']),
    how: z.enum(['into', 'over', 'out']).optional(),
    /** Of a node: before it runs (the default), when it has run, or both. */
    when: z.enum(['before', 'after', 'both']).optional(),
  }),
  /**
   * Trains until a pass comes to a place, in an instance given by the ids of the instances around it. Where none does in a whole step, it
   * stops as the next begins.
   */
  z.object({
    kind: z.literal('runTo'),
    path: z.array(z.string()),
    place: breakPlace,
    pass: passName.optional(),
  }),
  /** Puts other numbers in the place of the value that training is stopped at: row-major, N,C,H,W order. */
  z.object({ kind: z.literal('change'), values: numbers }),
  /**
   * Changes a tensor: what flows in a step that is stopped, as long as somebody is still to compute with it, gradients of
   * parameters there, and parameters and buffers whenever training rests. → {@link ChangeResult}
   */
  z.object({
    kind: z.literal('changeTensor'),
    target: tensorTarget,
    direction: z.enum(['forward', 'backward']),
    edit: tensorEdit,
  }),
  /** Puts changes back that are in the list of `changes`, all where none are named. */
  z.object({ kind: z.literal('putBack'), ids: z.array(count).max(10_000).optional() }),
  /**
   * Every parameter and buffer of the net. `keys`: those whose numbers are wanted, all where left out. `updates`: from here on each
   * update measures how much it changes them. → {@link ParametersResult}
   */
  z.object({
    kind: z.literal('parameters'),
    keys: z.array(z.string()).optional(),
    updates: z.boolean().optional(),
  }),
  /**
   * One whole tensor as it flowed in the last step that was kept, or so far in one that is stopped; takes no step. While training
   * runs, what probes other than thumbnails look at is kept. Of a parameter its value, and backward its gradient as it has added
   * up. → {@link TensorResult}
   */
  z.object({
    kind: z.literal('tensor'),
    target: watchTarget,
    direction: z.enum(['forward', 'backward']),
  }),
  /**
   * A parameter as the step computed with it that `tensor` reads, before it was changed; as it is now, with the number of steps that were
   * taken, where that is not kept. → {@link TensorResult}
   */
  z.object({ kind: z.literal('usedParameter'), target: parameterTarget }),
  /** The session as it stands, for a page that connects late. → {@link Snapshot} */
  z.object({ kind: z.literal('snapshot') }),
  /** Weights as safetensors. → `Uint8Array` */
  z.object({ kind: z.literal('weights') }),
  /**
   * Loads the bytes of a file of weights: safetensors, or what PyTorch's `torch.save` wrote. Where not everything fits,
   * `strict` (the default) refuses, `whole` loads nothing and says so, `fitting` loads what fits. → {@link WeightsReport}
   */
  z.object({
    kind: z.literal('loadWeights'),
    weights: bytes,
    mode: z.enum(['strict', 'whole', 'fitting']).optional(),
  }),
  /** The samples to train on, and those held out, as safetensors. → `Uint8Array` */
  z.object({ kind: z.literal('samples') }),
  /**
   * Writes weights, optimiser state and position in the run, as they are when it is this command's turn, to a file in the
   * engine's folder. Training goes on meanwhile. → {@link CheckpointReport}
   */
  z.object({ kind: z.literal('checkpoint') }),
  /** Brings a checkpoint of the engine's folder back after `open`; the run is then paused where it was. */
  z.object({ kind: z.literal('restore'), file: z.string().regex(/^checkpoint-[0-9a-f]{24}$/) }),
  /** Trains on these tensors (safetensors, one per Input node) instead of the document's Dataset. */
  z.object({ kind: z.literal('useInputs'), inputs: bytes }),
  /** One pass over given or first-batch inputs. → {@link RunResult} */
  z.object({
    kind: z.literal('run'),
    inputs: bytes.optional(),
    mode: z.enum(['train', 'eval']),
    grad: z.boolean(),
  }),
  /**
   * One forward pass over what a person gives each input; it changes nothing of the run. Until training goes on, or
   * `endByHand`, probes and `tensor` show what flowed in it, of the call that `shown` names. → {@link ByHandResult}
   */
  z.object({
    kind: z.literal('byHand'),
    inputs: z.array(handInput).max(1000),
    /** Those that inputs name, as safetensors. */
    tensors: bytes.optional(),
    mode: z.enum(['train', 'eval']),
    shown: z.enum(['call', 'forward', 'bare']),
  }),
  /** Probes and `tensor` show the last step of the run again. */
  z.object({ kind: z.literal('endByHand') }),
  /**
   * What the net says, in `eval` mode, of given tensors, else of the samples held out, else of those to train on; it changes
   * nothing of the run. → {@link EvaluationResult}
   */
  z.object({ kind: z.literal('evaluate'), inputs: bytes.optional() }),
  /**
   * The samples that the net is most and least surprised by, of those held out, else of those to train on; it changes nothing
   * of the run. `cell`: only samples of one class that it takes for one. → {@link RankedResult}
   */
  z.object({
    kind: z.literal('rank'),
    count: z.int().min(1).max(100),
    cell: z.object({ target: z.int().min(0), said: z.int().min(0) }).optional(),
  }),
  /** Where the heads inside of a node look, of one of the samples held out, else of those to train on. → {@link AttentionResult} */
  z.object({ kind: z.literal('attention'), call: callPlace, sample: z.int().min(0) }),
  /** How the loss changes where one channel of an output is 0, for each; it changes nothing of the run. → {@link AblatedResult} */
  z.object({ kind: z.literal('ablate'), target: portTarget }),
  /** `loss_curve` and `final/<state_dict key>` of the run so far as safetensors. → `Uint8Array` */
  z.object({ kind: z.literal('result') }),
  /** Times training steps and forward passes. → {@link BenchResult} */
  z.object({
    kind: z.literal('bench'),
    batch: z.int().min(1).optional(),
    steps: z.int().min(1).optional(),
    probes: z.enum(['none', 'all']).optional(),
    profile: z.boolean().optional(),
  }),
  /**
   * Times the steps of another net of the same plan for so many milliseconds, to be held against another engine's; it goes on with the next
   * such command, and is gone with any other; 0: whether it may pay at all, for which no step is taken. `options`: those of the run that
   * is to begin. → {@link TrialResult}
   */
  z.object({
    kind: z.literal('trial'),
    milliseconds: z.number().min(0).max(10_000),
    options: trainingOptions.optional(),
  }),
])
export type EngineCommand = z.infer<typeof engineCommand>
export type EngineCommandKind = EngineCommand['kind']

export interface Snapshot {
  progress: Progress
  metrics: MetricPoint[]
  epochs: EpochPoint[]
  fit: Fit | null
  opened: OpenResult | null
  capabilities: Capabilities
  /** Null but for a session that is stopped inside a step. */
  stop: StopInfo | null
  /** How often each breakpoint has stopped this run, by its id. */
  hits: Record<string, number>
  /** Where the run met its first NaN or infinity; null: nowhere yet. */
  notFinite: NotFinite | null
  /** Whether what flows is that of a pass by hand. */
  byHand: boolean
  /** What a person has changed by hand and can put back. */
  changes: readonly TensorChange[]
  /** How the last steps were computed; null: none was yet. */
  way: StepsWay | null
}

export type EngineEvent =
  | ({ kind: 'ready'; pid: number } & BackendInfo)
  | ({ kind: 'progress' } & Progress)
  /** Told before the progress that says `stopped`. */
  | { kind: 'stopped'; stop: StopInfo }
  /** The run has met NaN or infinity, which goes on from there: told once a run. */
  | { kind: 'notFinite'; found: NotFinite }
  /** What probes show from now on is of a pass by hand, or of the run again. */
  | { kind: 'byHand'; shown: boolean }
  /** Steps since the last such event, at most 20 events a second. */
  | { kind: 'metrics'; points: MetricPoint[] }
  /** Ends of epochs since the last such event, at most 20 events a second. */
  | { kind: 'epochs'; points: EpochPoint[] }
  | { kind: 'fit'; fit: Fit }
  /** What a person has changed by hand and can put back is something else. */
  | { kind: 'changes'; changes: TensorChange[] }
  /** How steps are computed from now on. */
  | { kind: 'way'; way: StepsWay }
  /** `printed`: what hooks of the document print, as a program prints; `message` has all texts that came close together. */
  | { kind: 'log'; level: LogLevel; message: string; time: number; printed?: PrintedText[] }
  | { kind: 'problem'; problem: EngineProblem }

/** What each command answers; a command that is not named answers nothing. */
export interface EngineResults {
  open: OpenResult
  changeTensor: ChangeResult
  parameters: ParametersResult
  tensor: TensorResult
  usedParameter: TensorResult
  snapshot: Snapshot
  weights: Uint8Array
  loadWeights: WeightsReport
  samples: Uint8Array
  checkpoint: CheckpointReport
  run: RunResult
  evaluate: EvaluationResult
  rank: RankedResult
  ablate: AblatedResult
  attention: AttentionResult
  byHand: ByHandResult
  result: Uint8Array
  bench: BenchResult
  trial: TrialResult
}
export type EngineResult<K extends EngineCommandKind> = K extends keyof EngineResults
  ? EngineResults[K]
  : null

/** What the host sends to the engine process. */
export interface EngineRequest {
  kind: 'request'
  id: number
  documentId: string
  /** Without its big arrays. */
  command: EngineCommand
  payloads?: Payload[]
}

/** What an engine process tells the host. */
export type EngineReport =
  /** `result`: without its big arrays. */
  | { kind: 'response'; id: number; ok: true; result: unknown; payloads?: Payload[] }
  | { kind: 'response'; id: number; ok: false; problem: EngineProblem }
  | { kind: 'event'; event: EngineEvent }
  | { kind: 'frame'; bytes: Uint8Array }
/** A report with the document that its process was started for. */
export type EngineMessage = EngineReport & { documentId: string }
