/** Runs a plan one operation after the other, so that it can stand still between any two of them: the judge of all other ways. */
import { backend } from '../backend'
import { runPass } from '../build/compile'
import type { PassResult } from '../build/compile'
import { Flow, targetKey } from '../build/flow'
import { plainValues } from '../build/plain-values'
import { CapturedSteps } from '../captured/captured-steps'
import { scope } from '../core/scope'
import type { Tensor } from '../core/tensor'
import type { Batch } from '../executor/batch'
import type {
  Ablated,
  Evaluation,
  Executor,
  ExecutorHost,
  HandResult,
  OpenedNet,
  OutputPlace,
  RunLength,
  StoredState,
  TensorFile,
  TensorValues,
  TrainingSteps,
  Predictions,
} from '../executor/executor'
import { FlowKeeper } from '../executor/flow-keeper'
import type { Look } from '../executor/look'
import type { PlannedDocument } from '../executor/planned-document'
import { nothingOpen } from '../executor/problem'
import type {
  BenchProfile,
  CallPlace,
  Capabilities,
  HandCall,
  ParameterTarget,
  RunResult,
  WeightsReport,
} from '../protocol'
import { defaultGenerator } from '../random/generator'
import type { GeneratorState } from '../random/generator'
import type { SafeTensors } from '../../graph/formats/safetensors'
import { lossWithout } from './ablate'
import { attentionInside } from './attention-inside'
import { netTensor } from './change/net-tensor'
import { asideInEvalMode, evaluationOf } from './evaluate'
import { runByHand } from './by-hand'
import { feedOf } from './feed'
import { freeModel, makeModel, openResult, rebuildModel } from './make-model'
import type { Model } from './model'
import { ModelState } from './model-state'
import { previewPass } from './preview'
import { takeProfile } from './profile'
import { runOnce } from './run-once'
import { packState, readState, restoreState } from './state-file'
import { VisitedLook } from './visited-look'
import { tell } from '../../words/tell'
import { VisitedSteps } from './visited-steps'
import { VisitedTensors } from './visited-tensors'
import { takeWeights, weightsOf } from './weights'

/** A way to run plans in this process, for a session. */
export function visitedExecutor(host: ExecutorHost): Executor {
  return new VisitedExecutor(host)
}

class VisitedExecutor implements Executor {
  readonly kept = new FlowKeeper((whole) => new Flow(this.model?.compiled.net.parameters(), whole))
  /** Lanes of which small pictures need all numbers: zeros, NaN and infinities among them. */
  private readonly wantedWhole = new Set<string>()
  readonly capabilities: Capabilities
  readonly tensors: VisitedTensors
  private readonly host: ExecutorHost
  private model: Model | null = null
  /** Runs steps as one graph, where that is wanted and can be had. */
  private captured: CapturedSteps | null = null
  /** Where random numbers go on when it is closed; null: where they are then. */
  private readonly generator: GeneratorState | null

  constructor(host: ExecutorHost, generator: GeneratorState | null = null) {
    this.host = host
    this.capabilities = { way: 'visited', stopInside: true, changeValue: true, captured: capturesSteps() }
    this.generator = generator
    this.tensors = new VisitedTensors(() => this.current, host.changed)
  }

  open(planned: PlannedDocument, { fresh }: { fresh: boolean }): OpenedNet {
    const { model, kept } = this.modelFor(planned, fresh)
    this.model = model
    model.compiled.hooks.say = this.host.print
    return openResult(model, kept)
  }

  private modelFor(planned: PlannedDocument, fresh: boolean): { model: Model; kept: ReadonlySet<string> } {
    const before = this.model
    if (before && !fresh) return rebuildModel(planned, before)
    const model = makeModel(planned)
    this.tensors.past()
    if (before) freeModel(before)
    return { model, kept: new Set() }
  }

  spare(): Executor {
    const other = new VisitedExecutor(
      { print: () => undefined, log: () => undefined, way: () => undefined, changed: () => undefined },
      defaultGenerator.getState(),
    )
    other.open(this.current, { fresh: true })
    return other
  }

  close(): void {
    this.kept.clear()
    this.captured?.free()
    if (this.model) freeModel(this.model)
    this.model = null
    if (this.generator) defaultGenerator.setState(this.generator)
  }

  train(run: RunLength): TrainingSteps {
    this.captured?.free()
    this.captured = capturesSteps()
      ? new CapturedSteps(this.host.log, { race: process.env.GRADWIRE_STEPS !== 'graph' })
      : null
    this.wantedWhole.clear()
    const { kept, tensors, captured, wantedWhole, host } = this
    return new VisitedSteps(this.current, { kept, tensors, captured, wantedWhole, way: host.way }, run)
  }

  preview(batch: Batch): void {
    previewPass(this.current, batch, this.kept.begin(0))
  }

  runOnce(batch: Batch, options: { mode: 'train' | 'eval'; grad: boolean }): RunResult {
    // A look changes nothing: running statistics, gradients and random numbers are those of the training.
    const state = new ModelState(this.current)
    try {
      return runOnce(this.current.compiled, () => feedOf(batch), options)
    } finally {
      state.putBack()
      state.free()
    }
  }

  byHand(batch: Batch, options: { mode: 'train' | 'eval'; shown: HandCall }): HandResult {
    const { result, flow } = runByHand(this.current, batch, options)
    this.kept.show(flow)
    return result
  }

  predictions(batch: Batch): Predictions | null {
    const { compiled } = this.current
    return asideInEvalMode(compiled, () =>
      scope(() => {
        const { losses } = runPass(compiled, feedOf(batch), null)
        const [term, ...more] = losses
        if (!term || more.length > 0) return null
        const { builder, input } = term
        const probabilities = builder.probabilities?.(input).data() ?? null
        return {
          values: Float32Array.from(input.data()),
          probabilities: probabilities && Float32Array.from(probabilities),
        }
      }),
    )
  }

  lossWithout(batch: Batch, output: OutputPlace, channel: number | null): Ablated {
    return lossWithout(this.current, batch, output, channel)
  }

  attention(batch: Batch, call: CallPlace): TensorValues[] {
    return attentionInside(this.current, batch, call)
  }

  evaluation(): Evaluation {
    const { compiled } = this.current
    const pass = (batch: Batch): PassResult => runPass(compiled, feedOf(batch), null)
    return evaluationOf(compiled, pass, (body) => compiled.hooks.aside(body))
  }

  forward(batch: Batch): void {
    const { compiled } = this.current
    asideInEvalMode(compiled, () =>
      scope(() => {
        const { loss, results } = runPass(compiled, feedOf(batch), null)
        // Reading a value waits for it.
        ;(loss ?? results[0])?.sum().item()
      }),
    )
  }

  profile(batch: Batch, steps: number): BenchProfile {
    return takeProfile(this.current, batch, steps)
  }

  look(): Look {
    return new VisitedLook(
      this.kept.shown,
      (target, direction) => this.seen(target, direction),
      (target, direction) => void this.wantedWhole.add(targetKey(target) + direction),
    )
  }

  /** What is looked at may be of a net that was another. */
  private seen(target: ParameterTarget, direction: 'forward' | 'backward'): Tensor | null {
    try {
      const tensor = this.model && this.tensors.find(target, direction)
      return tensor && !tensor.storage.freed ? tensor : null
    } catch {
      return null
    }
  }

  parameter(target: ParameterTarget, direction: 'forward' | 'backward'): TensorValues | null {
    const value = this.tensors.find(target, direction)
    return value && plainValues(value)
  }

  used(target: ParameterTarget): TensorValues | null {
    return this.kept.shown?.usedValues(netTensor(this.current.compiled, target)) ?? null
  }

  weights(prefix = ''): TensorFile {
    return weightsOf(this.current, prefix)
  }

  loadWeights(bytes: Uint8Array, mode: 'strict' | 'whole' | 'fitting' = 'strict'): WeightsReport {
    const report = takeWeights(this.current, bytes, mode)
    if (report.loaded) this.tensors.past()
    return report
  }

  store(options: { gradients: boolean }): StoredState {
    return packState(this.current, options)
  }

  readState(state: unknown, tensors: SafeTensors): () => void {
    const model = this.current
    const read = readState(state, tensors)
    return () => {
      if (read.threads !== backend.threads) this.host.log(otherThreads(read.threads))
      restoreState(model, read)
      this.tensors.past()
    }
  }

  private get current(): Model {
    if (!this.model) throw nothingOpen()
    return this.model
  }
}

function otherThreads(count: number): string {
  return tell(
    'engine.checkpoint_of_other_threads',
    {
      one: 'This was computed with {{count}} thread, and goes on with {{own}}: numbers differ in their last digits.',
      other:
        'This was computed with {{count}} threads, and goes on with {{own}}: numbers differ in their last digits.',
    },
    { count, own: backend.threads },
  )
}

/** Whether steps are run as one graph where they can be and it pays. GRADWIRE_STEPS: `calls`, never; `graph`, where it does not pay, too. */
function capturesSteps(): boolean {
  return process.env.GRADWIRE_STEPS !== 'calls' && CapturedSteps.possible
}
