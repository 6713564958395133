/** A document as an ONNX model, with its weights: for inference in other programs. */
import { create, toBinary } from '@bufbuild/protobuf'
import type { Finding } from '../../document/finding'
import type { SafeTensors } from '../../formats/safetensors'
import type { Inference } from '../../infer/inference'
import { planGraph } from '../../plan/make-plan'
import { ModelProtoSchema } from '../../onnx/onnx_pb'
import type { ModulePlan } from '../../plan/plan'
import { GraphWriter } from '../../onnx/writing/graph-writer'
import { ModuleWriter } from './module-writer'
import type { ModelContext } from './module-writer'
import { leftOutNote } from './hooked-value'
import { roleOf } from '../../plan/questions'
import { neededPorts, resultsOf } from './results'
import type { Result } from './results'
import { tell, told } from '../../../words/tell'
import type { Told } from '../../../words/tell'

export type OnnxExport =
  /** `note`: which hooks of the document the model does without. */
  { kind: 'model'; bytes: Uint8Array; note: string | null } | { kind: 'refused'; findings: Finding[] }

/** Operators as of version 20 (GELU and padding round the edge came by then), in the file format that goes with it. */
const OPSET = 20n
const IR_VERSION = 9n

/** A protobuf message cannot be larger; some room is left for the rest of the model. */
const MOST_BYTES = 2 ** 31 - 2 ** 24

/**
 * The model in eval mode: Input nodes (and the `x` of a Dataset) in, Output nodes out; losses and metrics are left out.
 *
 * @param weights The `state_dict` of the graph.
 * @param batch How many samples it takes at once; null: as many as it is given.
 * Errors: whatever stands in the way of a plan; nodes that ONNX cannot say; missing weights; more than 2 GB of them.
 */
export function exportOnnx(
  inference: Inference,
  weights: SafeTensors,
  batch: number | null = null,
): OnnxExport {
  const { document } = inference
  const written = writeOnnx(inference, weights, batch)
  if (written.kind === 'refused') return written
  const { writer, plan, hooks } = written
  if (writer.bytes > MOST_BYTES)
    return refused(
      told('onnx_export.too_large', 'The weights take {{size}} GiB, and an ONNX file holds at most 2.', {
        size: (writer.bytes / 2 ** 30).toFixed(1),
      }),
      tell(
        'export.export_weights_as_safetensors_or',
        'Export the weights as safetensors, or make the layers smaller.',
      ),
    )
  const { title, lesson } = document.meta ?? {}
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    opsetImport: [{ domain: '', version: OPSET }],
    producerName: 'Gradwire',
    graph: writer.graph(document.main, [title, lesson].filter((text) => text !== undefined).join('\n\n')),
  })
  return { kind: 'model', bytes: toBinary(ModelProtoSchema, model), note: leftOutNote(plan, hooks) }
}

/** A graph whose operators and tensors have their names. */
export interface WrittenOnnx {
  kind: 'written'
  writer: GraphWriter
  plan: ModulePlan
  /** The keys of the hooks that became operators. */
  hooks: ReadonlySet<string>
}

/** Everything of {@link exportOnnx} but the file itself. */
export function writeOnnx(
  inference: Inference,
  weights: SafeTensors,
  batch: number | null = null,
): WrittenOnnx | Extract<OnnxExport, { kind: 'refused' }> {
  const planned = planGraph(inference)
  if (planned.kind === 'refused') return planned
  const { plan } = planned
  const results = resultsOf(plan)
  if (results.length === 0)
    return refused(
      told('onnx_export.no_output', 'The graph has no output.'),
      tell('export.add_output_node', 'Add an Output node.'),
    )
  const writer = new GraphWriter(batch)
  const findings: Finding[] = []
  const hooks = new Set<string>()
  writeMain({ plan, inference, results }, { writer, weights, findings, hooks })
  return findings.length > 0 ? { kind: 'refused', findings } : { kind: 'written', writer, plan, hooks }
}

interface Main {
  plan: ModulePlan
  inference: Inference
  results: readonly Result[]
}

function writeMain({ plan, inference: { main }, results }: Main, context: ModelContext): void {
  const { writer } = context
  const module = new ModuleWriter(plan, main, '', '', context)
  const sources = results.map(({ source }) => source)
  for (const { node, handle, name } of inputsOf(plan, neededPorts(plan, sources))) {
    const type = main.nodes.get(node)?.outputs[handle]
    if (type) module.give(node, handle, { value: writer.input(name, type), type })
  }
  module.write(sources)
  for (const { name, source } of results) {
    const typed = module.arrive(source)
    if (typed !== undefined) writer.output(name, typed.value, typed.type)
  }
}

interface Slot {
  node: string
  handle: string
  name: string
}

/** Input nodes under their names; `x` and `y` of a Dataset under theirs, or with its name where another node has it. */
function inputsOf(plan: ModulePlan, needed: ReadonlyMap<string, ReadonlySet<string>>): Slot[] {
  const names = new Set(plan.calls.map(({ name }) => name))
  return plan.calls.flatMap((call) => {
    const role = roleOf(call)
    if (role !== 'input' && role !== 'data') return []
    return call.outputs
      .filter((handle) => needed.get(call.node)?.has(handle))
      .map((handle) => {
        const name = role === 'input' ? call.name : names.has(handle) ? `${call.name}_${handle}` : handle
        return { node: call.node, handle, name }
      })
  })
}

function refused(said: Told, remedy: string): Extract<OnnxExport, { kind: 'refused' }> {
  return { kind: 'refused', findings: [{ severity: 'error', ...said, remedy }] }
}
