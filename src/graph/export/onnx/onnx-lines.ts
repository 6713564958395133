/** What everything is called in the ONNX model of a document, with the nodes that its names come from. */
import type { Finding } from '../../document/finding'
import type { SafeTensor } from '../../formats/safetensors'
import type { Inference } from '../../infer/inference'
import type { NamedValue } from '../../onnx/writing/graph-writer'
import { tell } from '../../../words/tell'
import { codeLines } from '../code-line'
import type { CodeLine } from '../code-line'
import { PlaceFinder } from '../place-finder'
import { summarise } from '../summary'
import { writeOnnx } from './export-onnx'
import { leftOutNote } from './hooked-value'

export type OnnxLines =
  /** `note`: which hooks the model does without. */
  { kind: 'code'; lines: CodeLine[]; note: string | null } | { kind: 'refused'; findings: Finding[] }

/**
 * Inputs, operators in their order, outputs and tensors, a line each. It needs no weights: names and shapes do not depend on them.
 *
 * Errors: as those of the export.
 */
export function onnxLines(inference: Inference): OnnxLines {
  const written = writeOnnx(inference, new BlankWeights(inference))
  if (written.kind === 'refused') return written
  const { inputs, operators, outputs, tensors } = written.writer.names()
  const finder = new PlaceFinder(inference)
  const line = (name: string, text: string): CodeLine => ({ text, places: [finder.at(pathOf(name))] })
  const values = (named: readonly NamedValue[]): CodeLine[] =>
    named.map((value) => line(value.name, `  ${value.name}${shapeOf(value)}`))
  const title = (text: string): CodeLine[] => codeLines(`# ${text}`)
  return {
    kind: 'code',
    note: leftOutNote(written.plan, written.hooks),
    lines: [
      ...title(tell('onnx_names.inputs', 'Inputs')),
      ...values(inputs),
      ...codeLines(''),
      ...title(tell('onnx_names.operators', 'Operators')),
      ...operators.map(({ type, name, inputs: given, outputs: made }) =>
        line(name, `  ${name}: ${made.join(', ')} = ${type}(${given.join(', ')})`),
      ),
      ...codeLines(''),
      ...title(tell('onnx_names.outputs', 'Outputs')),
      ...values(outputs),
      ...codeLines(''),
      ...title(tell('onnx_names.tensors', 'Tensors')),
      ...values(tensors),
    ],
  }
}

/** `block1.conv1/Conv` and `block1.conv1.weight` come from `block1.conv1`. */
function pathOf(name: string): string[] {
  return name.split('/')[0]?.split('.') ?? []
}

function shapeOf({ shape }: NamedValue): string {
  return shape === null ? '' : ` [${shape.join(', ')}]`
}

/** Weights whose values nobody looks at: zeros of the right shapes, all in the same memory. */
class BlankWeights extends Map<string, SafeTensor> {
  private readonly shapes: ReadonlyMap<string, readonly number[]>
  private readonly zeros: Float32Array

  constructor(inference: Inference) {
    super()
    const { parameters } = summarise(inference)
    this.shapes = new Map(parameters.map(({ name, shape }) => [name, shape]))
    this.zeros = new Float32Array(Math.max(1, ...parameters.map(({ shape }) => sizeOf(shape))))
  }

  /** Of a buffer, the shape of the weight beside it, as those of a normalisation are. */
  override get(key: string): SafeTensor {
    const shape = this.shapes.get(key) ?? this.shapes.get(key.replace(/[^.]+$/, 'weight')) ?? []
    return { dtype: 'F32', shape, values: this.zeros.subarray(0, sizeOf(shape)) }
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}
