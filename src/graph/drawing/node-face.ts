/** What a node shows of itself, and how large it is with it. */
import type { GraphNode } from '../document/document'
import type { Finding } from '../document/finding'
import type { ModuleInference, NodeInference } from '../infer/inference'
import { inputHandles, outputHandles } from '../nodes/handles'
import { functionName } from '../pytorch/function-name'
import type { Category, Handle, NodeDefinition } from '../registry/definition'
import { countText, paramsLine, shapeText } from './node-text'
import { NODE_WIDTH } from './node-size'
import type { Size } from './placed-wires'

export interface PortRow {
  input: string
  /** Its shape; empty where that is not known. */
  shape: string
  output: string
}

export interface NodeFace {
  name: string
  /** Node type; for an instance the name of its definition. */
  type: string
  category: Category
  inputs: readonly Handle[]
  outputs: readonly Handle[]
  /** Where there are several handles at a side; else the handles are in the head. */
  rows: readonly PortRow[]
  params: string
  /** Output shape at the left, parameter count or the function (`F.relu`) at the right; empty where there is nothing to say. */
  shape: string
  mark: string
  error: Finding | undefined
  loose: boolean
}

/** Heights of the parts of a node, as the component on the canvas has them. */
export const FACE = {
  head: 36,
  row: 20,
  rowsPadding: 4,
  line: 16,
  lineGap: 2,
  footPadding: 6,
  border: 1,
} as const

/** Its name, type and handles alone, and what is wrong with it. */
export function bareFace(face: NodeFace): NodeFace {
  const rows = face.rows.map((row) => ({ ...row, shape: '' }))
  return { ...face, rows, params: '', shape: face.loose ? face.shape : '', mark: '' }
}

/** The face of a node of this module; one that inference does not know shows its name and type. */
export function nodeFace(node: GraphNode, module: ModuleInference): NodeFace {
  const inference = module.nodes.get(node.id)
  const definition = inference?.definition
  const { inputs, outputs } = nodeHandles(node, inference)
  const count = Math.max(inputs.length, outputs.length)
  const rows =
    count > 1 ? Array.from({ length: count }, (_, row) => rowOf(inputs[row], outputs[row], inference)) : []
  // Where port rows say it, and where a metric gives nothing on.
  const quiet = rows.length > 0 || definition?.metric !== undefined
  const parameters = inference?.parameterCount ?? 0
  const marks = [parameters > 0 ? countText(parameters) : '', calledAs(node, definition)]
  return {
    name: node.name,
    type: inference?.instance?.module ?? node.type,
    category: definition?.category ?? 'module',
    inputs,
    outputs,
    rows,
    params: definition === undefined ? '' : paramsLine(definition, node.params),
    shape: inference?.loose === true ? 'not connected' : quiet ? '' : shapeOf(inference),
    mark: marks.filter((mark) => mark !== '').join(' '),
    error: inference?.findings.find(({ severity }) => severity === 'error'),
    loose: inference?.loose ?? false,
  }
}

/** The function that stands for a node which is no module: `F.relu`; empty for a module, and for an expression. */
export function calledAs({ call }: GraphNode, definition: NodeDefinition | undefined): string {
  return call === 'functional' && definition !== undefined ? (functionName(definition) ?? '') : ''
}

/** Lines of text under the head and the port rows. */
export function footLines({ params, shape, mark }: NodeFace): number {
  return (params === '' ? 0 : 1) + (shape === '' && mark === '' ? 0 : 1)
}

export function faceSize(face: NodeFace): Size {
  const { head, row, rowsPadding, line, lineGap, footPadding, border } = FACE
  const rows = face.rows.length === 0 ? 0 : border + 2 * rowsPadding + face.rows.length * row
  const lines = footLines(face)
  const foot = lines === 0 ? 0 : border + 2 * footPadding + lines * line + (lines - 1) * lineGap
  return { width: NODE_WIDTH, height: head + rows + foot }
}

/** The handles of a node as it stands: those of an instance are its definition's. */
export function nodeHandles(
  node: GraphNode,
  inference: NodeInference | undefined,
): { inputs: readonly Handle[]; outputs: readonly Handle[] } {
  if (inference === undefined) return { inputs: [], outputs: [] }
  // The inference has looked the definition up.
  const { instance } = inference
  const modules = instance === undefined ? {} : { [instance.module]: instance.definition }
  const wired = inference.memo.wires.map((wire) => wire.targetHandle)
  return {
    inputs: inputHandles(node, { modules }, wired),
    outputs: knownOutputs(outputHandles(node, { modules }), inference),
  }
}

/** The parts of a Split are as many as its input gives. */
function knownOutputs(
  handles: readonly Handle[],
  { definition, node, outputs }: NodeInference,
): readonly Handle[] {
  const open = definition?.outputs(node.params, { modules: {} }).some((handle) => handle.variadic)
  if (open !== true || Object.values(outputs).every((type) => type === null)) return handles
  return Object.keys(outputs).map((name) => ({ name }))
}

function rowOf(
  input: Handle | undefined,
  output: Handle | undefined,
  inference: NodeInference | undefined,
): PortRow {
  const type = output === undefined ? null : inference?.outputs[output.name]
  return {
    input: input?.name ?? '',
    shape: type === null || type === undefined ? '' : shapeText(type.shape),
    output: output?.name ?? '',
  }
}

function shapeOf(inference: NodeInference | undefined): string {
  const outputs = Object.values(inference?.outputs ?? {})
  const [type] = outputs.length > 0 ? outputs : Object.values(inference?.inputs ?? {})
  return type === null || type === undefined ? '—' : shapeText(type.shape)
}
