/**
 * What a session needs of whoever runs a plan. The session decides: which batch comes next, when training rests, what is looked at
 * and for how long, where a step stops, what is told to whom. An executor has the tensors: it makes the net of a plan, takes steps,
 * and reads and writes weights, buffers, gradients, what the optimiser remembers, and random numbers.
 *
 * Its calls are synchronous, as nothing else may happen to the net within a step; one whose tensors live in another process waits
 * for its answer. What crosses here are numbers, and only those that are asked for: no tensor, and nothing that holds one.
 */
import type { SafeTensor, SafeTensors } from '../../graph/formats/safetensors'
import type {
  BenchProfile,
  ByHandResult,
  CallPlace,
  Capabilities,
  FlowTarget,
  HandCall,
  MetricValue,
  NotFinite,
  OpenResult,
  ParameterTarget,
  ProbeTarget,
  PrintedText,
  ProbeView,
  StepsWay,
  TensorChange,
  RunResult,
  WeightsReport,
} from '../protocol'
import type { Batch } from './batch'
import type { Look } from './look'
import type { NetTensors } from './net-tensors'
import type { PlannedDocument } from './planned-document'
import type { StoredSteps } from './stored-steps'
import type { Visit } from './visit'

export interface ExecutorHost {
  /** Takes what hooks of the document print. */
  print: (text: string, from: Omit<PrintedText, 'text'>) => void
  /** Takes what is good to know of the way in which steps run. */
  log: (message: string) => void
  /** Takes how steps are computed from now on, where that is otherwise than before. */
  way: (way: StepsWay) => void
  /** Takes what a person has changed by hand and can put back, when it is something else. */
  changed: (changes: TensorChange[]) => void
}

export type MakeExecutor = (host: ExecutorHost) => Executor

/** What `open` says of a net. */
export type OpenedNet = Omit<OpenResult, 'capabilities'>

/** What a loss is given for a batch, in rows of samples. */
export interface Predictions {
  values: Float32Array
  /** The same as probabilities of classes, N × C, of one score that of class 1; null where the loss is not of classes. */
  probabilities: Float32Array | null
}

export interface Executor {
  readonly capabilities: Capabilities
  /** What flowed in the steps that are kept. */
  readonly kept: KeptSteps
  /** Null where nothing can be changed by hand. */
  readonly tensors: NetTensors | null

  /**
   * Makes net and optimiser of a plan. Weights, buffers, gradients and optimiser state of unchanged nodes stay unless `fresh`; then
   * all begins from the document's seed. The net before is gone. Errors: what a layer refuses, with its place; the old net stays.
   */
  open(planned: PlannedDocument, how: { fresh: boolean }): OpenedNet
  /** Another of its kind with the same net, fresh. When it is closed, random numbers go on as if it had not been. */
  spare(): Executor
  /** Frees the net. */
  close(): void

  /** Begins the steps of a run: the optimiser has its learning rate, a schedule is at its start. Errors: no loss; no parameters. */
  train(run: RunLength): TrainingSteps

  /** Keeps what flows, both ways, before anything is learned, as step 0: in `eval` mode, and nothing else is left of it. */
  preview(batch: Batch): void
  /** One pass over a batch with what every node gave and every gradient; nothing else is left of it. */
  runOnce(batch: Batch, options: { mode: 'train' | 'eval'; grad: boolean }): RunResult
  /**
   * One forward pass over a batch that a person gives, by `net(x)` and, where hooks act forward, as {@link HandCall} says; `kept` shows what flowed
   * in the one that `shown` names, and nothing else is left of it.
   */
  byHand(batch: Batch, options: { mode: 'train' | 'eval'; shown: HandCall }): HandResult
  /** What the only loss is given, in `eval` mode; null where there is not one loss. */
  predictions(batch: Batch): Predictions | null
  /**
   * The loss of a batch in `eval` mode where one channel of an output is 0 in every sample, behind its hooks; null: where it is as it is.
   * Nothing else is left of it.
   */
  lossWithout(batch: Batch, output: OutputPlace, channel: number | null): Ablated
  /**
   * The weights (N, heads, L, S) of each attention inside of a call, in the order in which they run, in `eval` mode; nothing else is left
   * of it.
   */
  attention(batch: Batch, call: CallPlace): TensorValues[]
  /** Begins what the net says of samples, in `eval` mode; nothing else is left of it. */
  evaluation(): Evaluation
  /** A pass in `eval` mode, until its value is known. */
  forward(batch: Batch): void
  /** Where the time of so many steps on a batch goes. */
  profile(batch: Batch, steps: number): BenchProfile
  /** A look at what `kept` shows, and at parameters; good until anything else is asked of this executor. */
  look(): Look
  /** A parameter, or `grad` as it has added up so far; null: there is none yet. Errors: no such parameter. */
  parameter(target: ParameterTarget, direction: 'forward' | 'backward'): TensorValues | null
  /** A parameter as the step computed with it that `kept` shows; null: that was not held. Errors: no such parameter. */
  used(target: ParameterTarget): TensorValues | null

  /** The `state_dict` as it is now, each key behind a prefix. */
  weights(prefix?: string): TensorFile
  /** Loads the bytes of a file of weights. Errors: as the protocol says of `loadWeights`. */
  loadWeights(bytes: Uint8Array, mode?: 'strict' | 'whole' | 'fitting'): WeightsReport
  /** All that decides how steps go on, as it is now; `gradients`: with those that the next batch adds to. */
  store(options: { gradients: boolean }): StoredState
  /** What puts a stored state back, where nodes are what they were. Errors: a damaged one. */
  readState(state: unknown, tensors: SafeTensors): () => void
}

/** An output of a node, in an instance given by the ids of those around it. */
export type OutputPlace = Extract<ProbeTarget, { kind: 'port' }>

/** What is left of the loss. */
export interface Ablated {
  /** Null where there is none, or it is more than one number. */
  loss: number | null
  /** How many elements the output has along its second dimension; null where the pass does not come to it, or it has none. */
  channels: number | null
}

/** How long a run is, and its learning rate; null: the document's. */
export interface RunLength {
  lr: number | null
  /** Batches. */
  steps: number
  epochs: number
}

/** What a pass by hand came to. */
export type HandResult = Omit<ByHandResult, 'samples' | 'classes'>

/** What is kept of a step: nothing; what small pictures of a view show; or all that flowed, and the parameters that it computed with. */
export type Keeps = 'nothing' | ProbeView | 'all'

/** What a step came to. `accuracy` is the share of the batch that was classified rightly, or null. */
export interface StepEnd {
  loss: number
  accuracy: number | null
  /** Where the first NaN or infinity came from, where there is any in the step; told once. */
  notFinite?: NotFinite | null
}

/** The steps of one run; whoever has these knows nothing of where the run stands but what it is told. */
export interface TrainingSteps {
  /** Learning rate of the next step. */
  readonly rate: number
  setRate(rate: number): void
  /** Takes the step of that number, from 1. */
  step(batch: Batch, number: number, keeps: Keeps): StepEnd
  /**
   * The same, but it stands still at every visit. Where it is given up (`return`) or fails, everything is as it was before. To be
   * called only where the executor can stop inside a step.
   */
  walk(batch: Batch, number: number, keeps: Keeps): Generator<Visit, StepEnd, void>
  /** The step that stands still does so for a while: of sums that are still to grow, what has come so far can be looked at. */
  keepSums(): void
  /** Keeps what flows in the step of that number; nothing else is left of it. */
  lookAhead(batch: Batch, number: number): void
  /** Runs `body` on the net as it was when the step began that stands still inside, if one does; leaves the net as it is now. */
  betweenSteps<T>(body: () => T): T
  /** Whether the step of that number adds to gradients that are there. */
  holdsGradients(number: number): boolean

  /** The metric nodes over the samples of this epoch so far, by id. */
  readonly metrics: Record<string, MetricValue | null>
  /** Those that are numbers, and known. */
  readonly metricNumbers: Record<string, number>
  /** Begins what the net says of samples that it does not learn from. */
  evaluation(): Evaluation
  /** Moves the schedule on; `loss`: of the samples held out, else the mean of the epoch's steps. */
  endEpoch(loss: number): void
  /** The metrics begin anew. */
  beginEpoch(): void

  /** What {@link resume} takes; `done`: steps done. */
  store(): StoredSteps
  resume(stored: StoredSteps, done: number): void
}

export interface Evaluation {
  /** One batch more. `hits`: right and all predictions; null where nothing is classified. */
  add(batch: Batch): { loss: number; hits: { right: number; total: number } | null }
  /** The metric nodes over all batches so far, by id. */
  readonly metrics: Record<string, MetricValue | null>
}

/** Holds what flowed in the last step that was kept, and of that what is watched for longer. */
export interface KeptSteps {
  /** Whether the last step was kept. */
  readonly hasStep: boolean
  /** Whether all of it was, and not only what small pictures show. */
  readonly whole: boolean
  /** Whether anything can be looked at: a pass by hand, or the last step. */
  readonly shows: boolean
  /** Whether that is a pass by hand. */
  readonly byHand: boolean
  /** Hears when a pass by hand begins or ends to be shown. */
  onHand: (shown: boolean) => void
  /** Shows what flowed in the run again. */
  endByHand(): void
  /** The step in which it flowed; 0 before any training. */
  readonly step: number
  /** A step begins of which nothing is kept. */
  passOver(targets: () => readonly FlowTarget[]): void
  /** What is left of an earlier step elsewhere than at these places goes. */
  watch(targets: readonly FlowTarget[]): void
  /** What flowed at a place when it was last kept, as a whole; null: the step did not come there. */
  read(target: FlowTarget, direction: 'forward' | 'backward'): KeptValues | null
  clear(): void
}

/** What flowed somewhere with the step in which it did; `values` is null where a pass came by without a gradient. */
export interface KeptValues {
  step: number
  values: TensorValues | null
}

export interface TensorValues {
  shape: number[]
  /** Row-major, N,C,H,W order. */
  values: Float32Array
}

/** Tensors as they are at one moment, as a safetensors file. Nothing is copied until it is written. */
export interface TensorFile {
  /** Bytes of the values. */
  readonly size: number
  /** Values that are nobody's tensor; they must not be changed afterwards. */
  addValues(name: string, dtype: SafeTensor['dtype'], shape: number[], values: SafeTensor['values']): void
  /** Texts beside the tensors. */
  describe(metadata: Record<string, string>): void
  /** The file in pieces, each read when it is asked for. To be walked once. */
  pieces(): IterableIterator<Uint8Array>
  bytes(): Uint8Array
  /** Lets go of everything. */
  release(): void
}

/** A file with the tensors, and the rest as numbers, texts, truth values, null, lists and records of them. */
export interface StoredState {
  file: TensorFile
  state: unknown
}
