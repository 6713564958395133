/** Writes the calls of a definition as operators; those of nested ones with the instance's name in front. */
import type { Finding } from '../../document/finding'
import type { SafeTensors } from '../../formats/safetensors'
import type { TensorType } from '../../types/dims'
import type { ModuleInference } from '../../infer/inference'
import { nodeDefinition } from '../../nodes/index'
import type { ModulePlan, PlanCall, PlanHook, PlanInstance, PlanOperation, PlanSource } from '../../plan/plan'
import type { GraphWriter } from '../../onnx/writing/graph-writer'
import { OnnxNode } from '../../onnx/writing/onnx-node'
import type { OnnxUnsupported } from '../../onnx/writing/rule'
import { isJudge, portKey, roleOf } from '../../plan/questions'
import { neededPorts, outputSources } from './results'
import { OnnxRefusal } from '../../onnx/writing/refusal'
import type { Value } from '../../onnx/writing/value'
import { forwardHooks, hookedValue, hookKey } from './hooked-value'
import { tell, tellNamed, told } from '../../../words/tell'

/** What all definitions of a model share. */
export interface ModelContext {
  writer: GraphWriter
  weights: SafeTensors
  /** What could not be written. */
  findings: Finding[]
  /** The keys of the hooks that became operators. */
  hooks: Set<string>
}

interface Typed {
  value: Value
  type: TensorType
}

export class ModuleWriter {
  readonly #values = new Map<string, Typed>()
  readonly #hooked = new Map<string, Typed>()
  readonly #hooks: readonly PlanHook[]

  /**
   * @param prefix The instance's path with a dot behind, or nothing.
   * @param owner The same of the instance whose parameters this one uses.
   */
  constructor(
    private readonly plan: ModulePlan,
    private readonly inference: ModuleInference,
    private readonly prefix: string,
    private readonly owner: string,
    private readonly context: ModelContext,
  ) {
    this.#hooks = forwardHooks(plan)
  }

  /** Gives the value of an output of a node, e.g. of an input or data source: through the hooks of its call and its port. */
  give(node: string, handle: string, typed: Typed): void {
    const call = this.plan.calls.find((each) => each.node === node)
    const hooks = typed.type.dtype === 'float32' ? this.#hooksOf(call, handle) : []
    const path = `${this.prefix}${call?.name ?? node}/hooks/${handle}`
    const hooked =
      hooks.length === 0 ? typed : this.#throughHooks({ node, name: call?.name }, path, typed, hooks)
    if (hooked !== undefined) this.#values.set(portKey({ node, handle }), hooked)
  }

  /** First those on the call of its module, whoever else calls that, then those on the port. */
  #hooksOf(call: PlanCall | undefined, handle: string): PlanHook[] {
    const owner = (node: string): string | undefined => {
      const found = this.plan.calls.find((each) => each.node === node)
      return found?.sharedWith ?? found?.node
    }
    if (call === undefined || this.#hooks.length === 0) return []
    const own = call.sharedWith ?? call.node
    const onCall = this.#hooks.filter(({ place }) => place.kind === 'node' && owner(place.node) === own)
    const onPort = this.#hooks.filter(
      ({ place }) => place.kind === 'port' && place.node === call.node && place.handle === handle,
    )
    return [...onCall, ...onPort]
  }

  /** Writes the calls that those values need. */
  write(wanted: readonly PlanSource[]): void {
    const needed = neededPorts(this.plan, wanted)
    for (const call of this.plan.calls) {
      const handles = needed.get(call.node)
      if (handles === undefined) continue
      if (call.kind === 'instance') this.#instance(call, handles)
      else if (isJudge(call)) this.#refuse(call, judge())
      else if (roleOf(call) === undefined) this.#operation(call, handles)
      else if (roleOf(call) === 'data' && this.prefix !== '') this.#refuse(call, innerData())
    }
  }

  /** The value at the end of a wire; undefined where what it comes from could not be written. */
  arrive({ edge, node, handle }: PlanSource): Typed | undefined {
    const plain = this.#values.get(portKey({ node, handle }))
    const hooks = this.#hooks.filter(({ place }) => place.kind === 'edge' && place.edge === edge)
    if (plain === undefined || hooks.length === 0) return plain
    const known = this.#hooked.get(edge)
    if (known !== undefined) return known
    const hooked = this.#throughHooks({ edge }, `${this.prefix}wires/${edge}`, plain, hooks)
    if (hooked !== undefined) this.#hooked.set(edge, hooked)
    return hooked
  }

  #throughHooks(
    place: Pick<Finding, 'edge' | 'node' | 'name'>,
    path: string,
    { value, type }: Typed,
    hooks: readonly PlanHook[],
  ): Typed | undefined {
    const node = new OnnxNode<unknown>({
      ...this.context,
      params: {},
      path,
      owner: path,
      inputs: {},
      outputs: { output: type },
      wanted: new Set(['output']),
    })
    try {
      const result = hooks.reduce((before, hook) => hookedValue(node, before, hook), value)
      for (const hook of hooks) this.context.hooks.add(hookKey(this.plan, hook))
      return { value: node.finish(result)['output'] ?? value, type }
    } catch (error) {
      if (!(error instanceof OnnxRefusal)) throw error
      const { told: said, remedy } = error
      this.context.findings.push({ severity: 'error', module: this.plan.module, ...place, ...said, remedy })
      return undefined
    }
  }

  #operation(call: PlanOperation, wanted: ReadonlySet<string>): void {
    const rule = nodeDefinition(call.type)?.onnx
    if (typeof rule !== 'function') {
      const { type } = call
      if (rule !== undefined) return this.#refuse(call, ownRefusal(type, rule))
      return this.#refuse(call, {
        told: told('onnx_export.no_operator', 'ONNX has nothing for {{type}}.', { type }),
        remedy: replace(),
      })
    }
    const inputs = this.#inputsOf(call)
    if (inputs === undefined) return
    const node = new OnnxNode({
      ...this.context,
      params: call.params,
      path: this.prefix + call.name,
      owner: this.owner + this.#nameOfOwner(call),
      inputs,
      outputs: this.#types(call),
      wanted,
    })
    try {
      const values = node.finish(rule(node))
      for (const [handle, value] of Object.entries(values))
        this.give(call.node, handle, { value, type: node.output(handle) })
    } catch (error) {
      if (!(error instanceof OnnxRefusal)) throw error
      this.#refuse(call, error)
    }
  }

  #instance(call: PlanInstance, wanted: ReadonlySet<string>): void {
    const inference = this.inference.nodes.get(call.node)?.instance
    if (inference === undefined) throw new RangeError(`Nothing is known of '${call.name}'.`)
    const prefix = `${this.prefix}${call.name}.`
    const owner = `${this.owner}${this.#nameOfOwner(call)}.`
    const inner = new ModuleWriter(call.plan, inference, prefix, owner, this.context)
    for (const input of call.plan.calls) {
      const source = roleOf(input) === 'input' ? call.inputs[input.name] : undefined
      const typed = source && this.arrive(source)
      if (typed) for (const handle of input.outputs) inner.give(input.node, handle, typed)
    }
    inner.write(outputSources(call.plan, wanted))
    for (const handle of wanted) {
      const [source] = outputSources(call.plan, new Set([handle]))
      const typed = source && inner.arrive(source)
      if (typed) this.give(call.node, handle, typed)
    }
  }

  /** The name of the node whose parameters a call uses: mostly its own. */
  #nameOfOwner({ name, sharedWith }: PlanCall): string {
    if (sharedWith === undefined) return name
    return this.plan.calls.find(({ node }) => node === sharedWith)?.name ?? name
  }

  /** Undefined where an input could not be written: its own finding says why. */
  #inputsOf(call: PlanOperation): Record<string, Typed> | undefined {
    const inputs = Object.entries(call.inputs).map(
      ([handle, source]) => [handle, this.arrive(source)] as const,
    )
    const known = inputs.filter((input): input is [string, Typed] => input[1] !== undefined)
    return known.length === inputs.length ? Object.fromEntries(known) : undefined
  }

  #types(call: PlanCall): Record<string, TensorType> {
    const types = this.inference.nodes.get(call.node)?.outputs ?? {}
    return Object.fromEntries(
      Object.entries(types).filter((entry): entry is [string, TensorType] => entry[1] !== null),
    )
  }

  #refuse({ node, name }: PlanOperation, { told: said, remedy }: Pick<OnnxRefusal, 'told' | 'remedy'>): void {
    const { module } = this.plan
    this.context.findings.push({ severity: 'error', module, node, name, ...said, remedy })
  }
}

const replace = (): string => tell('export.replace_node', 'Replace the node, or take it out.')

const judge = () => ({
  told: told(
    'onnx_export.judge_read',
    'Losses and metrics are for training and are left out of ONNX, but something goes on with this value.',
  ),
  remedy: tell('export.take_out_judged_wire', 'Take out the wire that leaves it.'),
})

const innerData = () => ({
  told: told('onnx_export.inner_dataset', 'A Dataset inside a module has no place in ONNX.'),
  remedy: tell('export.move_dataset', 'Move it to the main module, and give this one an Input instead.'),
})

/** Said of a type that ONNX cannot say, in the words of its definition. */
const ownRefusal = (type: string, { unsupported, remedy }: OnnxUnsupported) => ({
  told: told('onnx_export.unsupported', '{{reason}}', {
    reason: tellNamed(`nodes.${type}.onnx.unsupported`, unsupported),
  }),
  remedy: tellNamed(`nodes.${type}.onnx.remedy`, remedy),
})
