/**
 * A second way to run a plan: y = w · x + b, by hand, in plain numbers and as a whole. It has no tape, no module and no optimiser of
 * the engine, so whatever a session asks of it goes by the interface.
 */
import { readSafetensors } from '../../graph/formats/safetensors'
import type { PlanCall } from '../../graph/plan/plan'
import type { Batch } from '../executor/batch'
import type {
  Evaluation,
  Executor,
  ExecutorHost,
  OpenedNet,
  OutputPlace,
  StepEnd,
  TensorValues,
  TrainingSteps,
} from '../executor/executor'
import { FlowKeeper } from '../executor/flow-keeper'
import type { KeptFlow } from '../executor/flow-keeper'
import type { Look } from '../executor/look'
import type { PlannedDocument } from '../executor/planned-document'
import { ProblemError } from '../executor/problem'
import { measure } from '../probe/measure'
import { picture } from '../probe/picture'
import type { FlowTarget, ProbeTarget } from '../protocol'
import { TensorSnapshot } from '../visited/tensor-snapshot'

type Direction = 'forward' | 'backward'

const float = Math.fround

/** What one pass over a batch comes to. */
interface Pass {
  x: Float32Array
  y: Float32Array
  predictions: Float32Array
  loss: number
}

export function plainExecutor(host: ExecutorHost): Executor {
  return new PlainExecutor(host)
}

export class PlainExecutor implements Executor {
  readonly capabilities = { way: 'plain', stopInside: false, changeValue: false, captured: true }
  readonly kept = new FlowKeeper(() => new PlainFlow())
  /** Steps that it has taken. */
  taken = 0
  readonly tensors = null
  private readonly host: ExecutorHost
  private planned: PlannedDocument | null = null
  private readonly values = { weight: 0, bias: 0 }

  constructor(host: ExecutorHost) {
    this.host = host
  }

  open(planned: PlannedDocument, { fresh }: { fresh: boolean }): OpenedNet {
    const begins = fresh || !this.planned
    this.planned = planned
    if (begins) Object.assign(this.values, { weight: 0, bias: 0 })
    const { name, node } = this.layer
    const info = (own: string, shape: number[]) => ({
      key: `${name}.${own}`,
      node,
      path: [],
      name: own,
      shape,
      requiresGrad: true,
    })
    return {
      print: `${name}: w x + b`,
      parameters: [info('weight', [1, 1]), info('bias', [1])],
      metrics: [],
      kept: begins ? [] : [name],
      initialised: begins ? [name] : [],
    }
  }

  spare(): Executor {
    const other = new PlainExecutor(this.host)
    other.open(this.planned!, { fresh: true })
    return other
  }

  close(): void {
    this.kept.clear()
  }

  train({ lr }: { lr: number | null }): TrainingSteps {
    let rate = lr ?? Number(this.planned!.document.training.optimizer.params['lr'])
    const pass = (batch: Batch, flow: PlainFlow | null): Pass => this.pass(batch, flow)
    return {
      get rate() {
        return rate
      },
      setRate: (to) => void (rate = to),
      step: (batch, number, keeps): StepEnd => {
        const { x, y, predictions, loss } = pass(batch, this.kept.begin(number, keeps))
        const slopes = predictions.map((value, i) => (2 * (value - y[i]!)) / y.length)
        this.values.weight = float(this.values.weight - rate * sum(slopes.map((slope, i) => slope * x[i]!)))
        this.values.bias = float(this.values.bias - rate * sum(slopes))
        this.taken++
        return { loss, accuracy: null }
      },
      walk: () => {
        throw new TypeError('A step is taken as a whole.')
      },
      keepSums: () => undefined,
      lookAhead: (batch, number) => void pass(batch, this.kept.begin(number)),
      betweenSteps: (body) => body(),
      holdsGradients: () => false,
      metrics: {},
      metricNumbers: {},
      evaluation: () => ({ add: (batch) => ({ loss: pass(batch, null).loss, hits: null }), metrics: {} }),
      endEpoch: () => undefined,
      beginEpoch: () => undefined,
      store: () => ({ metrics: {}, schedule: null }),
      resume: () => undefined,
    }
  }

  evaluation(): Evaluation {
    return { add: (batch) => ({ loss: this.pass(batch, null).loss, hits: null }), metrics: {} }
  }

  preview(batch: Batch): void {
    this.pass(batch, this.kept.begin(0))
  }

  runOnce(batch: Batch) {
    const { predictions, loss } = this.pass(batch, null)
    const file = new TensorSnapshot()
    file.addValues(`act/${this.layer.name}`, 'F32', [predictions.length, 1], predictions)
    return { tensors: file.bytes(), loss }
  }

  byHand(batch: Batch) {
    const flow = new PlainFlow()
    const { predictions, loss } = this.pass(batch, flow)
    const file = new TensorSnapshot()
    file.addValues(`call/${this.layer.name}`, 'F32', [predictions.length, 1], predictions)
    const outputs = [{ name: this.layer.name, node: this.layer.node, handle: 'output' }]
    this.kept.show(flow)
    return { outputs, tensors: file.bytes(), hooked: false, loss: { call: loss, forward: loss, bare: loss } }
  }

  lossWithout(batch: Batch, { node }: OutputPlace, channel: number | null) {
    const { y, loss } = this.pass(batch, null)
    if (node !== this.layer.node) return { loss, channels: null }
    return { loss: channel === null ? loss : sum(y.map((value) => value * value)) / y.length, channels: 1 }
  }

  attention() {
    return []
  }

  predictions(batch: Batch) {
    return { values: this.pass(batch, null).predictions, probabilities: null }
  }

  forward(batch: Batch): void {
    this.pass(batch, null)
  }

  profile() {
    return { ms_forward: 0, ms_backward: 0, ms_update: 0, modules: [], kernels: [] }
  }

  look(): Look {
    const flow = this.kept.shown
    return {
      at: (target, direction) => {
        const values =
          target.kind === 'parameter' ? this.parameter(target, direction) : flow?.values(target, direction)
        return values ? seen(values) : null
      },
    }
  }

  parameter({ name }: { name: string }, direction: Direction): TensorValues | null {
    if (direction === 'backward') return null
    const value = name === 'weight' ? this.values.weight : this.values.bias
    return { shape: name === 'weight' ? [1, 1] : [1], values: Float32Array.of(value) }
  }

  used(): TensorValues | null {
    return null
  }

  weights(prefix = ''): TensorSnapshot {
    const file = new TensorSnapshot()
    const { name } = this.layer
    file.addValues(`${prefix}${name}.weight`, 'F32', [1, 1], Float32Array.of(this.values.weight))
    file.addValues(`${prefix}${name}.bias`, 'F32', [1], Float32Array.of(this.values.bias))
    return file
  }

  loadWeights(bytes: Uint8Array) {
    for (const [key, { values }] of readSafetensors(bytes))
      Object.assign(this.values, { [key.split('.').at(-1)!]: values[0] })
    return { fitting: 2, loaded: true, total: 2, problems: [], notes: [] }
  }

  store() {
    return { file: new TensorSnapshot(), state: { ...this.values } }
  }

  readState(state: unknown): () => void {
    const { weight, bias } = (state ?? {}) as { weight?: unknown; bias?: unknown }
    if (typeof weight !== 'number' || typeof bias !== 'number')
      throw new ProblemError({ message: 'Not of this executor.' })
    return () => void Object.assign(this.values, { weight, bias })
  }

  private get layer(): PlanCall {
    return this.planned!.plan.calls.find((call) => call.kind === 'operation' && call.type === 'Linear')!
  }

  /** The loss of a batch; what flows on the wires, and back on the one that carries the prediction. */
  private pass(batch: Batch, flow: PlainFlow | null): Pass {
    const [x, y] = batch.map(({ values }) => values as Float32Array) as [Float32Array, Float32Array]
    const { weight, bias } = this.values
    const predictions = x.map((value) => float(float(weight * value) + bias))
    const errors = predictions.map((value, i) => value - y[i]!)
    if (flow) this.takeDown(flow, x, predictions, errors)
    return { x, y, predictions, loss: sum(errors.map((error) => error * error)) / y.length }
  }

  private takeDown(flow: PlainFlow, x: Float32Array, predictions: Float32Array, errors: Float32Array): void {
    const { node, inputs } = this.layer
    const shape = [x.length, 1]
    for (const call of this.planned!.plan.calls)
      for (const { edge, node: source } of Object.values(call.inputs)) {
        if (source !== node && edge !== Object.values(inputs)[0]!.edge) continue
        const target = { kind: 'edge' as const, path: [], edge }
        const slopes = errors.map((error) => (2 * error) / x.length)
        flow.put(target, 'forward', { shape, values: source === node ? predictions : x })
        if (source === node) flow.put(target, 'backward', { shape, values: slopes })
      }
  }
}

/** What flowed in one pass. */
class PlainFlow implements KeptFlow {
  private readonly lanes = new Map<string, Partial<Record<Direction, TensorValues>>>()

  put(target: ProbeTarget, direction: Direction, values: TensorValues): void {
    const key = JSON.stringify(target)
    this.lanes.set(key, { ...this.lanes.get(key), [direction]: values })
  }

  has(target: FlowTarget): boolean {
    return this.lanes.has(JSON.stringify(target))
  }

  values(target: FlowTarget, direction: Direction): TensorValues | null {
    return this.lanes.get(JSON.stringify(target))?.[direction] ?? null
  }

  keepOnly(targets: readonly FlowTarget[]): void {
    const keys = new Set(targets.map((target) => JSON.stringify(target)))
    for (const key of this.lanes.keys()) if (!keys.has(key)) this.lanes.delete(key)
  }

  dispose(): void {
    this.lanes.clear()
  }
}

/** Columns of numbers, which lie beside each other. */
function seen({ shape, values }: TensorValues): ReturnType<Look['at']> {
  const strides = shape.map(() => 1)
  return {
    shape,
    mark: values,
    tell: ({ view }) => ({ ...measure(values), picture: picture({ values, shape, strides }, view) }),
  }
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0)
}
