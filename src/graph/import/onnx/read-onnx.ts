/** An ONNX model as a document with its weights: its operators become our nodes, and what we have not becomes opaque. */
import type { ImportFile, Imported } from '../result/imported'
import { ImportRefusal } from '../result/import-refusal'
import { OnnxTensorError } from '../../onnx/tensors'
import { foldRule } from './fold'
import { addInputs } from './inputs'
import { label, readModel } from './model'
import type { OnnxModel, OnnxNode } from './model'
import { nameOfTensor } from './names'
import { addOpaque } from './opaque'
import { Reading } from './reading'
import { ruleOf } from './rules/index'
import { Site } from './site'
import { Unsupported } from './values'
import { tell, told } from '../../../words/tell'

export { isOnnx } from './model'

/** Oldest version of ONNX's operators that is read. */
const OLDEST = 7

/** Errors: {@link ImportRefusal} for what is no sound ONNX model. */
export function readOnnx({ name, bytes }: ImportFile): Imported {
  try {
    const model = readModel(bytes)
    if (model.opset < OLDEST)
      throw new ImportRefusal(
        told(
          'onnx.old_opset',
          'The model is written in opset {{opset}} of ONNX; Gradwire reads {{OLDEST}} and later.',
          { opset: model.opset, OLDEST },
        ),
        {
          remedy: tell(
            'import.export_it_again_with_newer',
            'Export it again with a newer opset, or convert it with onnx.version_converter.',
          ),
        },
      )
    return imported(model, titleOf(name))
  } catch (error) {
    if (error instanceof OnnxTensorError) throw new ImportRefusal(error.told, { remedy: error.remedy })
    throw error
  }
}

function imported(model: OnnxModel, title: string): Imported {
  const reading = new Reading(model)
  const { builder } = reading
  addInputs(reading)
  // Constants first: rules look ahead for them.
  for (const node of model.nodes) if (node.op === 'Constant') take(node, reading)
  for (const node of model.nodes)
    if (node.op !== 'Constant' && !reading.absorbed.has(node)) take(node, reading)
  for (const output of model.outputs) addOutput(output, reading)
  for (const [dtype, count] of reading.converted)
    builder.notes.push({
      severity: 'info',
      ...told(
        'onnx.became_float32',
        {
          one: '{{count}} tensor of {{dtype}} became float32.',
          other: '{{count}} tensors of {{dtype}} became float32.',
        },
        { count, dtype },
      ),
    })
  const { document, weights } = builder.finish(title)
  return { kind: 'imported', document, weights, notes: builder.notes }
}

/** Works a node out where it is known already, else by the rule of its operator, else as an opaque node. */
function take(node: OnnxNode, reading: Reading): void {
  const site = new Site(node, reading)
  try {
    if (foldRule(site)) return
    const rule = ruleOf(node)
    if (rule === undefined) throw new Unsupported(told('onnx.no_operation', 'Gradwire has no such operation'))
    reading.attempt(node, () => rule(site))
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error
    const name = addOpaque(site)
    reading.builder.notes.push({
      severity: 'warning',
      node: name,
      ...error.told,
      message: tell('import.became_opaque_node', '{{node}} became an opaque node: {{message}}.', {
        node: label(node),
        message: error.message,
      }),
    })
  }
}

function addOutput(name: string, reading: Reading): void {
  try {
    reading.builder.add({ type: 'Output', name: nameOfTensor(name), inputs: { input: reading.wire(name) } })
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error
    reading.builder.notes.push({
      severity: 'warning',
      ...error.told,
      message: tell('import.output_was_left_out', "The output '{{name}}' was left out: {{message}}.", {
        name,
        message: error.message,
      }),
    })
  }
}

function titleOf(name: string): string {
  return name.replace(/\.[^.]*$/, '')
}
