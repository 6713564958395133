/** How the places of largest values are written, and values put back there. */
import { OnnxRefusal } from './refusal'
import { fixed } from './onnx-node'
import type { OnnxNode } from './onnx-node'
import type { Value } from './value'
import { tell, told } from '../../../words/tell'

/** Places counted in their plane, of those that ONNX counts through the whole tensor. */
export function inPlanes(node: OnnxNode<unknown>, places: Value, rank: number): Value {
  const size = node
    .shape()
    .slice(-rank)
    .map(fixed)
    .reduce((product, length) => product * length, 1)
  return node.op('Mod', [places, node.scalar(size, 'int64', 'plane')])
}

/** Errors: windows whose places no operator of ONNX gives. */
export function noPlaces(): OnnxRefusal {
  return new OnnxRefusal(
    told(
      'onnx_export.no_places',
      'ONNX does not give the places of the largest values of windows of different sizes.',
    ),
    tell(
      'onnx_export.even_windows',
      'Use an output_size that divides the input, or leave the indices without a wire.',
    ),
  )
}

/** Values of each plane written into zeros at their places. */
export function unpooled(node: OnnxNode<unknown>, rank: number): Value {
  const [shape, output] = [node.shape(), node.output().shape]
  const lead = shape.slice(0, -rank)
  const size = output
    .slice(-rank)
    .map(fixed)
    .reduce((product, length) => product * length, 1)
  const count = shape
    .slice(-rank)
    .map(fixed)
    .reduce((product, length) => product * length, 1)
  const planes = (handle: string): Value => node.reshape(node.input(handle), shape, [...lead, count])
  const leading = node.op('Shape', [node.input()], { start: 0, end: lead.length })
  const sizes = node.op('Concat', [leading, node.ints([size], 'size')], { axis: 0 })
  const zeros = node.op('ConstantOfShape', [sizes])
  const written = node.op('ScatterElements', [zeros, planes('indices'), planes('input')], {
    axis: lead.length,
  })
  return node.reshape(written, [...lead, size], output)
}
