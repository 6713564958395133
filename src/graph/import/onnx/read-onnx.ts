/** An ONNX model as a document with its weights: its operators become our nodes, and what we have not becomes opaque. */
import type { ImportFile, Imported } from '../result/imported'
import { ImportRefusal } from '../result/import-refusal'
import { OnnxTensorError } from '../../onnx/tensors'
import { foldRule } from './fold/fold'
import { addInputs, hasSeveralBatches, isFixed } from './inputs'
import type { BatchMode } from './inputs'
import { missedNotes } from './missed'
import { readModel } from './model'
import type { OnnxModel, OnnxNode } from './model'
import { nameOfTensor } from './names'
import { addOpaque } from './opaque'
import { Reading } from './reading'
import { ruleOf } from './rules/index'
import { upgraded } from './upgrade/upgrade'
import { Site } from './site'
import { Unsupported } from './values'
import { tell, told } from '../../../words/tell'

export { isOnnx } from './model'

/** Errors: {@link ImportRefusal} for what is no sound ONNX model. */
export function readOnnx({ name, bytes }: ImportFile): Imported {
  try {
    const model = upgraded(readModel(bytes))
    return imported(model, titleOf(name))
  } catch (error) {
    if (error instanceof OnnxTensorError) throw new ImportRefusal(error.told, { remedy: error.remedy })
    throw error
  }
}

/** For batches of any size where that can be; else as the file has it, for the one that it was written for. */
function imported(model: OnnxModel, title: string): Imported {
  const any = readThrough(model, 'any')
  const several = hasSeveralBatches(model)
  if ((any.missed === 0 && !several) || !isFixed(model)) return finished(any.reading, title)
  const fixed = readThrough(model, 'fixed')
  const better = several ? fixed.missed <= any.missed : fixed.missed < any.missed
  return finished(better ? fixed.reading : any.reading, title)
}

/** → the reading, and how many nodes and outputs were not taken in */
function readThrough(model: OnnxModel, mode: BatchMode): { reading: Reading; missed: number } {
  const reading = new Reading(model)
  addInputs(reading, mode)
  let missed = 0
  // Constants first: rules look ahead for them.
  for (const node of model.nodes) if (node.op === 'Constant' && !take(node, reading)) missed++
  for (const node of model.nodes)
    if (node.op !== 'Constant' && !reading.absorbed.has(node) && !take(node, reading)) missed++
  for (const output of model.outputs) if (!addOutput(output, reading)) missed++
  return { reading, missed }
}

function finished(reading: Reading, title: string): Imported {
  const { builder } = reading
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
  builder.notes.push(...missedNotes(reading.missed))
  const { document, weights } = builder.finish(title)
  return { kind: 'imported', document, weights, notes: builder.notes }
}

/** Works a node out where it is known already, else by the rule of its operator, else as an opaque node. → false for an opaque one */
function take(node: OnnxNode, reading: Reading): boolean {
  const site = new Site(node, reading)
  try {
    if (foldRule(site)) return true
    const rule = ruleOf(node)
    if (rule === undefined) throw new Unsupported(told('onnx.no_operation', 'Gradwire has no such operation'))
    reading.attempt(node, () => rule(site))
    return true
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error
    // What reads an opaque node has no shape to go by: that is no cause of its own.
    const follows = node.inputs.some((input) => input !== '' && reading.type(input) === null)
    reading.missed.push({ node, name: addOpaque(site), said: error.told, follows })
    return false
  }
}

function addOutput(name: string, reading: Reading): boolean {
  try {
    reading.builder.add({ type: 'Output', name: nameOfTensor(name), inputs: { input: reading.wire(name) } })
    return true
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
    return false
  }
}

function titleOf(name: string): string {
  return name.replace(/\.[^.]*$/, '')
}
