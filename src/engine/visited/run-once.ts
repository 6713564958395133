/** One pass over a batch, with what every node gave and every gradient. */
import type { ModulePlan, PlanCall } from '../../graph/plan/plan'
import { nodeDefinition } from '../../graph/nodes/index'
import { runPass } from '../build/compile'
import type { CompiledNet, PassResult } from '../build/compile'
import type { Feed } from '../build/feed'
import { Flow } from '../build/flow'
import type { Lane } from '../build/flow'
import { HookRecord } from './hook-record'
import type { MetricTerm } from '../build/pass'
import { noGrad } from '../core/grad-mode'
import { scope } from '../core/scope'
import { fromValues } from '../core/tensor'
import type { Tensor } from '../core/tensor'
import type { ProbeTarget, RunResult } from '../protocol'
import { MetricBook } from './metric-book'
import { setAside } from './set-aside'
import { ProblemError } from '../executor/problem'
import { TensorWriter } from './tensor-file'
import { tell } from '../../words/tell'

export interface RunOnceOptions {
  mode: 'train' | 'eval'
  grad: boolean
}

/**
 * Runs the graph on one batch and writes `act/<path>`, `metric/<path>`, `loss`, and with `grad` also `grad/<path>` and
 * `param_grad/<key>`.
 *
 * Without a loss the backward pass starts from the sum of all results. A node with several outputs is written as
 * `<path>.<handle>`. What comes to each hook and what leaves it is `hook/<id>/before` and `/after`, with the path of an
 * instance before the id. Gradients that are None in PyTorch are left out.
 */
export function runOnce(compiled: CompiledNet, makeFeed: () => Feed, options: RunOnceOptions): RunResult {
  const { net } = compiled
  const { training } = net
  const flow = new Flow()
  const writer = new TensorWriter()
  const { say } = compiled.hooks
  const hooked = new HookRecord(compiled.plan)
  net.train(options.mode === 'train')
  const look = (): RunResult => {
    Object.assign(compiled.hooks, { step: 0, say, watcher: options.grad ? hooked.watch : null })
    return scope(() => {
      const { loss, metrics } = options.grad
        ? forwardAndBackward(compiled, makeFeed(), flow)
        : noGrad(() => runPass(compiled, makeFeed(), flow))
      for (const { path, lane } of lanes(compiled.plan, flow, [], [])) {
        if (lane.forward.dtype === 'float32') writer.add(`act/${path}`, lane.forward)
        if (options.grad && lane.backward) writer.add(`grad/${path}`, lane.backward)
      }
      if (options.grad)
        for (const [key, parameter] of net.namedParameters())
          if (parameter.grad) writer.add(`param_grad/${key}`, parameter.grad)
      if (loss) writer.add('loss', loss)
      writeMetrics(compiled, metrics, writer)
      for (const [name, value] of hooked.values) writer.add(name, value)
      // With reduction none, the loss is many numbers.
      return { tensors: writer.bytes(), loss: loss?.numel() === 1 ? loss.item() : null }
    })
  }
  try {
    return setAside(compiled, look)
  } finally {
    flow.dispose()
    hooked.dispose()
    net.train(training)
  }
}

/** Runs both ways, with gradients of the inputs too; returns the loss of graphs that have one. */
function forwardAndBackward(compiled: CompiledNet, feed: Feed, flow: Flow): PassResult {
  for (const tensors of feed.values())
    for (const tensor of Object.values(tensors)) if (tensor.dtype === 'float32') tensor.requiresGrad = true
  const result = runPass(compiled, feed, flow)
  const root = result.loss ?? sumOf(result.results)
  if (!root.requiresGrad)
    throw new ProblemError({
      message: 'element 0 of tensors does not require grad and does not have a grad_fn',
      remedy: tell(
        'engine.nothing_between_inputs_and_results',
        'Nothing between the inputs and the results can carry a gradient.',
      ),
    })
  root.backward()
  return result
}

/** The metrics over this batch alone. */
function writeMetrics({ metrics }: CompiledNet, terms: readonly MetricTerm[], writer: TensorWriter): void {
  const book = new MetricBook()
  book.add(terms)
  const { values } = book
  for (const { id, name } of metrics) {
    const value = values[id]
    if (typeof value === 'number')
      writer.add(`metric/${name}`, fromValues(Float32Array.of(value), [], 'float32'))
    else if (value)
      writer.add(
        `metric/${name}`,
        fromValues(Float32Array.from(value.flat()), [value.length, value.length], 'float32'),
      )
  }
}

function sumOf(results: Tensor[]): Tensor {
  const sums = results.filter(({ dtype }) => dtype === 'float32').map((result) => result.sum())
  const [first, ...rest] = sums
  if (!first)
    throw new ProblemError({
      message: tell(
        'engine.graph_has_neither_loss_nor',
        'The graph has neither a loss nor a result to start the backward pass from.',
      ),
      remedy: tell('engine.add_loss_or_output_node', 'Add a loss, or an Output node.'),
    })
  return rest.reduce((total, sum) => total.add(sum), first)
}

function lanes(plan: ModulePlan, flow: Flow, ids: string[], names: string[]): { path: string; lane: Lane }[] {
  return plan.calls.flatMap((call) => {
    const path = [...names, call.name].join('.')
    const own = targetsOf(call, ids).flatMap(({ suffix, target }) => {
      const lane = flow.lane(target)
      return lane ? [{ path: path + suffix, lane }] : []
    })
    if (call.kind === 'operation') return own
    // The Output nodes inside are these values too, under the same names where there are several.
    const inner = lanes(call.plan, flow, [...ids, call.node], [...names, call.name])
    return call.outputs.length === 1 ? [...own, ...inner] : inner
  })
}

/** What a node gives; for an `Output`, what it takes. */
function targetsOf(call: PlanCall, path: string[]): { suffix: string; target: ProbeTarget }[] {
  if (call.kind === 'operation' && nodeDefinition(call.type)?.role === 'output')
    return Object.values(call.inputs).map(({ edge }) => ({
      suffix: '',
      target: { kind: 'edge', path, edge },
    }))
  return call.outputs.map((handle) => ({
    suffix: call.outputs.length === 1 ? '' : `.${handle}`,
    target: { kind: 'port', path, node: call.node, handle },
  }))
}
