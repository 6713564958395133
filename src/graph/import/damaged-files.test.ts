/** Files that no program wrote: cut, overwritten, repeated or mixed. Every reader answers, in words that a person understands. */
import { readdirSync, readFileSync } from 'node:fs'
import {
  array,
  assert,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  property,
  record,
  uint8Array,
} from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { times } from '../../../scripts/testing/test-scale.mjs'
import { parseDocument } from '../file/parse'
import { serialiseDocument } from '../file/serialise'
import { writeSafetensors } from '../formats/safetensors'
import { importFile } from './import-file'
import type { ImportFile } from './result/imported'
import { readWeights } from './weights-file'

/** What a program says of its own mistakes. */
const MISTAKE =
  /\bundefined\b|\bNaN\b|not a function|not iterable|Cannot (read|set|convert|mix)|Invalid (array|typed)|call stack|out of range|BigInt|null \(/

const TRIES = times(60)
const PATIENCE = times(60_000)

/** One change: at a part of the file's length, in thousandths. */
const change = record({
  kind: constantFrom('cut', 'overwrite', 'insert', 'remove', 'repeat'),
  at: nat(999),
  length: oneof(integer({ min: 1, max: 8 }), integer({ min: 1, max: 2000 })),
  bytes: oneof(uint8Array({ minLength: 1, maxLength: 12 }), constant(new Uint8Array(9).fill(255))),
})
type Change = typeof change extends Arbitrary<infer T> ? T : never

function changed(bytes: Uint8Array, { kind, at, length, bytes: other }: Change): Uint8Array {
  const place = Math.floor((bytes.length * at) / 1000)
  const parts = {
    cut: [],
    overwrite: [other, bytes.subarray(place + other.length)],
    insert: [other, bytes.subarray(place)],
    remove: [bytes.subarray(place + length)],
    repeat: [bytes.subarray(place, place + length), bytes.subarray(place)],
  }[kind]
  return new Uint8Array(Buffer.concat([bytes.subarray(0, place), ...parts]))
}

function filesIn(folder: string, ending: string): ImportFile[] {
  const url = new URL(folder, import.meta.url)
  const names = readdirSync(url).filter((name) => name.endsWith(ending))
  return names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(new URL(name, url))) }))
}

const safetensors = writeSafetensors(
  new Map([
    ['fc.weight', { dtype: 'F32', shape: [3, 4], values: new Float32Array(12).fill(0.5) }],
    ['steps', { dtype: 'I64', shape: [], values: Int32Array.of(7) }],
  ]),
)
const weights = [...filesIn('./pytorch-file/fixtures/', '.pt'), { name: 'a.safetensors', bytes: safetensors }]
const nets = '../../engine/reference/imported/'

describe.each([
  ['an ONNX model', filesIn('./onnx/fixtures/', '.onnx')],
  ['the source of a net', filesIn(`${nets}nets/`, '.py')],
  ['the text of a net', filesIn(nets, '.txt')],
])('%s that is damaged', (_, files) => {
  it('is read as a document, or refused in plain words', { timeout: PATIENCE }, () => {
    assert(
      property(
        constantFrom(...files),
        array(change, { minLength: 1, maxLength: 4 }),
        ({ name, bytes }, changes) => {
          const result = importFile({ name, bytes: changes.reduce(changed, bytes) })
          if (result.kind === 'imported')
            expect(parseDocument(serialiseDocument(result.document)).document).not.toBeNull()
          else for (const { message } of result.findings) expect(message).not.toMatch(MISTAKE)
        },
      ),
      { numRuns: TRIES },
    )
  })
})

describe('a file of weights that is damaged', () => {
  it('is read, or refused in plain words', { timeout: PATIENCE }, () => {
    assert(
      property(
        constantFrom(...weights),
        array(change, { minLength: 1, maxLength: 4 }),
        ({ bytes }, changes) => {
          const result = readWeights(changes.reduce(changed, bytes))
          if (result.kind === 'refused')
            for (const { message } of result.findings) expect(message).not.toMatch(MISTAKE)
          else
            for (const { shape, values } of result.weights.values())
              expect(values.length).toBe(shape.reduce((product, size) => product * size, 1))
        },
      ),
      { numRuns: TRIES },
    )
  })
})
