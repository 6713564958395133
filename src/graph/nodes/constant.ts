import { z } from 'zod'
import { floats, literal } from '../pytorch/python'
import { DTYPES, formatShape } from '../types/dims'
import type { DType } from '../types/dims'
import { defineNode } from '../registry/definition'
import { sizes } from '../params/param-types'
import { RuleError } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

interface ConstantParams {
  value: number | readonly number[]
  shape?: readonly number[] | undefined
  dtype: DType
  persistent: boolean
}

/** So much of a list stands on one line. */
const LONGEST = 40

/** What int64 holds here. */
const LARGEST = 2 ** 31 - 1

/**
 * A fixed tensor: one number, or the same number everywhere, or numbers in the order of the shape's places.
 *
 * Shape: as given; without one, that of the value. There is no batch in it, and it broadcasts over one.
 * Errors: more or fewer values than places; for int64, a value that is no whole number.
 */
export const constant = defineNode({
  type: 'Constant',
  category: 'data',
  doc: 'A fixed number or tensor that is not learned.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.tensor.html',
  stem: 'constant',
  pytorch: { tensor: { kind: 'buffer', text: tensorText, persistent: ({ persistent }) => persistent } },
  onnx: (node) => {
    const { value, dtype, persistent } = node.params
    if (persistent) return node.parameter('')
    const shape = constantShape(node.params)
    const places = shape.reduce((a, b) => a * b, 1)
    const values = typeof value === 'number' ? Array.from({ length: places }, () => value) : value
    if (dtype === 'int64')
      return node.derived('', () => ({ dtype: 'I64', shape, values: Int32Array.from(values) }))
    const truth = (each: number): number => Number(each !== 0)
    return dtype === 'bool'
      ? node.derived('', () => ({ dtype: 'BOOL', shape, values: Uint8Array.from(values, truth) }))
      : node.derived('', () => ({ dtype: 'F32', shape, values: Float32Array.from(values) }))
  },
  inputs: [],
  calls: ['module'],
  params: {
    value: z
      .union([z.number(), z.array(z.number()).min(1).max(1_000_000)])
      .meta({ control: 'numbers', single: true })
      .meta({ doc: 'One number for all places, or one for each, row by row.', initial: 1 }),
    shape: sizes().optional().meta({ doc: 'Its sizes; there is no batch in it.', inferred: true }),
    dtype: z.enum(DTYPES).default('float32').meta({ doc: 'What it holds; of bool, 0 is false.' }),
    persistent: z
      .boolean()
      .default(false)
      .meta({ doc: 'Part of the state_dict, as a registered buffer is.', advanced: true }),
  },
  complete: ({ params }) => ({ shape: [...constantShape(params)] }),
  types: ({ params }) => {
    checkValues(params)
    return { output: { shape: constantShape(params), dtype: params.dtype } }
  },
})

function constantShape({ value, shape }: ConstantParams): readonly number[] {
  return shape ?? (typeof value === 'number' ? [] : [value.length])
}

function checkValues(params: ConstantParams): void {
  const { value, dtype } = params
  const shape = constantShape(params)
  const places = shape.reduce((a, b) => a * b, 1)
  if (typeof value !== 'number' && value.length !== places) {
    throw new RuleError(`shape '${formatShape(shape)}' is invalid for input of size ${value.length}`, {
      param: 'shape',
      remedy: tell(
        'rules.constant.give_values_or_one_number',
        'Give {{places}} values, or one number for all places.',
        { places },
      ),
      fixes: [
        {
          kind: 'unset',
          label: tell('rules.constant.one_row_of_values', 'One row of {{many}} values', {
            many: value.length,
          }),
          names: ['shape'],
        },
      ],
    })
  }
  const odd = [value]
    .flat()
    .find((each) => dtype === 'int64' && !(Number.isInteger(each) && Math.abs(each) <= LARGEST))
  if (odd !== undefined) {
    throw new RuleError(told('rule.constant.no_int64', 'int64 cannot hold {{odd}} here.', { odd }), {
      param: 'value',
      remedy: tell(
        'rules.constant.use_whole_numbers_of_at',
        'Use whole numbers of at most {{most}}, or float32.',
        { most: LARGEST },
      ),
      fixes: [{ kind: 'set', label: 'dtype=float32', params: { dtype: 'float32' } }],
    })
  }
}

const WRITTEN: Readonly<Record<DType, (value: number) => string>> = {
  float32: (value) => floats([value]).slice(1, -1),
  int64: String,
  bool: (value) => (value === 0 ? 'False' : 'True'),
}

function tensorText(params: ConstantParams): string {
  const { value, dtype } = params
  const shape = constantShape(params)
  const number = (each: number): string => WRITTEN[dtype](each)
  if (typeof value === 'number') {
    return shape.length === 0
      ? `torch.tensor(${number(value)})`
      : `torch.full(${literal(shape)}, ${number(value)})`
  }
  const text = nested(value.map(number), shape)
  return text.length <= LONGEST ? `torch.tensor(${text})` : longText(value.map(number), shape)
}

/** Many values line by line, row by row. */
function longText(texts: readonly string[], shape: readonly number[]): string {
  const lines: string[] = []
  for (const text of texts) {
    const last = lines.at(-1)
    if (last === undefined || last.length + text.length > 90) lines.push(`    ${text},`)
    else lines[lines.length - 1] = `${last} ${text},`
  }
  const laidOut = shape.length === 1 ? '' : `.reshape(${shape.join(', ')})`
  return `torch.tensor([\n${lines.join('\n')}\n])${laidOut}`
}

/** Values as lists in lists. */
function nested(texts: readonly string[], shape: readonly number[]): string {
  const [length = 1, ...rest] = shape
  if (rest.length === 0) return `[${texts.join(', ')}]`
  const size = texts.length / length
  const parts = Array.from({ length }, (_, index) =>
    nested(texts.slice(index * size, (index + 1) * size), rest),
  )
  return `[${parts.join(', ')}]`
}
