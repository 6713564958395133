/** What commands of the protocol answer, as far as it does not tell of a run. */
import type { MetricValue } from './metrics/metric-value'

/** What is wrong, where, and what to do about it. */
export interface EngineProblem {
  message: string
  remedy?: string
  /** Definition, node id and node name, where the problem has a place. */
  module?: string
  node?: string
  name?: string
  handle?: string
  param?: string
  /** The document, where it is not the one that was asked about. */
  documentId?: string
}

/** A parameter of the compiled module tree. */
export interface ParameterInfo {
  /** `state_dict` key, e.g. `block1.conv1.weight`. */
  key: string
  /** Id of the node that owns it, and the ids of the instances around that node. */
  node: string
  path: string[]
  /** Its name in that node, e.g. `weight`. */
  name: string
  shape: number[]
  requiresGrad: boolean
}

/** A metric node of the compiled graph. */
export interface MetricInfo {
  /** Ids of the instances around the node and of the node, joined by `/`; survives a rename. */
  id: string
  /** Dotted path of names. */
  name: string
  type: string
}

/** What the way in which a plan runs can do. */
export interface Capabilities {
  /** Its name: `visited` is one operation after the other. */
  way: string
  /** A step can stop inside, at a breakpoint or by `advance` and `runTo`. */
  stopInside: boolean
  /** The value that it is stopped at can be changed. */
  changeValue: boolean
  /** Where nobody stops inside, a step runs as a whole that was captured before. */
  captured: boolean
}

/** How the steps of a run are computed. */
export interface StepsWay {
  /** Each as one graph of TensorFlow; otherwise one operation after the other. */
  graph: boolean
  /** Why not as one graph, in a sentence; null where nothing is to be said. */
  reason: string | null
}

export interface OpenResult {
  /** `print(net)`. */
  print: string
  parameters: ParameterInfo[]
  metrics: MetricInfo[]
  /** Dotted paths of nodes whose weights were kept, and of those initialised anew, by this `open`. */
  kept: string[]
  initialised: string[]
  capabilities: Capabilities
}

export interface TensorResult {
  step: number
  shape: number[]
  /** Row-major, N,C,H,W order. */
  values: Float32Array
}

export interface RunResult {
  /** `act/<path>`, `grad/<path>`, `param_grad/<key>`, `loss` as safetensors. */
  tensors: Uint8Array
  loss: number | null
}

/**
 * How a net that is fed by hand runs: `net(x)`; `net.forward(x)`, which leaves out the hooks of the net itself while the modules inside run
 * theirs; or `bare`, without any hook of the document.
 */
export type HandCall = 'call' | 'forward' | 'bare'

export interface ByHandResult {
  /** What the net gives, and the port that it comes from. */
  outputs: { name: string; node: string; handle: string }[]
  /** `input/<name>`, and of each output `call/<name>` and, where hooks act forward, `forward/<name>` and `bare/<name>`, as safetensors. */
  tensors: Uint8Array
  /** Whether hooks act forward: without any, all calls are the same. */
  hooked: boolean
  loss: Record<HandCall, number | null>
  /** How many samples the data has, and the names of their classes; null where there is no data, or no names. */
  samples: number | null
  classes: readonly string[] | null
}

/** What the net says of one sample. */
export interface RankedSample {
  /** From 0, those held out after those to train on. */
  index: number
  loss: number
  /** The right class, or number; null where that is several numbers. */
  target: number | null
  /** The likeliest class, or the net's number. */
  said: number | null
  /** How probable that class is; null where the net tells no classes apart. */
  share: number | null
}

/** What the loss of so many samples is with each channel of an output set to 0 in turn. */
export interface AblatedResult {
  of: 'heldOut' | 'train'
  samples: number
  /** As the net is. */
  loss: number
  /** By channel. */
  losses: number[]
}

/** How much each place of a target looks at each of a source, head by head. */
export interface AttentionResult {
  of: 'heldOut' | 'train'
  /** So many samples there are, and which of them this is. */
  samples: number
  sample: number
  /** Attentions inside of the node, in the order in which they run. */
  layers: number
  heads: number
  /** Places of the target, and of the source. */
  rows: number
  columns: number
  /** (layers, heads, rows, columns), row-major; each row adds up to 1. */
  values: Float32Array
}

export interface RankedResult {
  of: 'heldOut' | 'train'
  /** So many were looked at. */
  samples: number
  /** Of one sample. */
  shape: number[]
  classes: readonly string[] | null
  /** The worst first; in `best` the best. */
  worst: RankedSample[]
  best: RankedSample[]
  /** What the net sees of each, those of `worst` before those of `best`. */
  values: Float32Array
}

/** Why a number is not finite, by what was seen where the first one came from. */
export type NotFiniteCause =
  | 'data'
  | 'parameter'
  | 'exp_large'
  | 'log_zero'
  | 'log_negative'
  | 'sqrt_zero'
  | 'sqrt_negative'
  | 'zero_by_zero'
  | 'by_zero'
  | 'by_small'
  | 'reciprocal_zero'
  | 'power_zero'
  | 'power_negative'
  | 'power_large'
  | 'no_target'
  | 'target_negative'
  | 'masked_whole'
  | 'infinite_given'
  | 'too_few_values'
  | 'overflow'

/** The node that was the first of a run to make NaN or infinity of finite numbers. */
export interface NotFinite {
  step: number
  pass: 'forward' | 'backward'
  kind: 'nan' | 'inf'
  cause: NotFiniteCause
  /** The definition of the node, the ids of the instances around it, its id, its dotted path, and its type. */
  module: string
  path: string[]
  node: string
  name: string
  type: string
  message: string
  remedy: string
}

/** A checkpoint that was written. */
export interface CheckpointReport {
  /** Its name in the engine's folder, and that of the run's curves beside it. */
  file: string
  curves: string | null
  /** Steps of the run that it holds; 0 where there is no run. */
  step: number
  bytes: number
  /** Milliseconds of training time that it took. */
  cost: number
}

export interface Spread {
  median: number
  min: number
  max: number
}
export interface BenchResult {
  backend: string
  batch: number
  threads: number
  ms_per_step: Spread
  ms_forward: Spread
  /** Where the time of a step goes, where that was asked for. */
  profile?: BenchProfile
}
export interface TrialResult {
  /** What the median step took; null: the run would be too short to find out, or its steps are too short or too long to be quicker by it. */
  ms: number | null
}
/** Means over the steps, in milliseconds a step. */
export interface BenchProfile {
  ms_forward: number
  ms_backward: number
  /** `zero_grad` and the optimiser's step. */
  ms_update: number
  /** A module's own time, without that of the modules in it; the net itself has the path ''. */
  modules: { path: string; type: string; ms_forward: number; ms_backward: number }[]
  /** What the backend was asked for, the longest first; `calls` a step. */
  kernels: { name: string; calls: number; ms_forward: number; ms_backward: number; ms_update: number }[]
}

export interface BackendInfo {
  /** `tensorflow` (native) or `wasm`. */
  backend: string
  version: string
  threads: number
  /** Whether TensorFlow's kernels are oneDNN's. */
  oneDnn: boolean
  /** Instruction sets of this machine's processor; empty where the system does not list them. */
  instructions: string[]
}

/** What came of loading weights. */
export interface WeightsReport {
  /** Tensors that fit, and whether they were loaded. */
  fitting: number
  loaded: boolean
  /** Tensors that the net has. */
  total: number
  /** What does not fit, as `load_state_dict` says it. */
  problems: string[]
  /** How the file was read. */
  notes: string[]
}

/** What a net says of samples that it does not learn from. */
export interface EvaluationResult {
  /** Which samples: those held out, those trained on, or given ones. */
  of: 'heldOut' | 'train' | 'inputs'
  samples: number
  /** Mean over the samples. */
  loss: number
  /** Share of right predictions; null where nothing is classified. */
  accuracy: number | null
  /** The metric nodes, by id. */
  metrics: Record<string, MetricValue | null>
}
