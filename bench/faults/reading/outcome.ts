/** What a reader makes of bytes, and every sentence that a person would get to see of it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatasetError } from '../../../src/engine/data/dataset'
import { readMnist } from '../../../src/engine/data/mnist-idx'
import { parseDocument } from '../../../src/graph/file/parse'
import { serialiseDocument } from '../../../src/graph/file/serialise'
import { NpyError, readNpy } from '../../../src/graph/formats/npy'
import { importFile } from '../../../src/graph/import/import-file'
import { readPyTorchText } from '../../../src/graph/import/pytorch-text'
import { readWeights } from '../../../src/graph/import/weights-file'

export interface Outcome {
  kind: 'read' | 'refused'
  /** Messages and remedies. */
  said: string[]
}

/** The ways in, by what reads there. */
export type Way = 'graph' | 'import' | 'text' | 'weights' | 'npy' | 'idx'

/** What a program says of its own mistakes, in the words of JavaScript or of a library, never in ours. */
export const RAW =
  /\bundefined\b|\bNaN\b|\[object |not a function|not iterable|not defined|Cannot (read|set|convert|mix)|Invalid (array|typed|TF_Status|string|code)|call stack|out of bounds|index out of|\bBigInt\b|null \(|(Type|Range|Syntax|Reference|Internal)Error|offset is outside|Unexpected token|premature EOF|invalid wire|illegal tag|not as it is written/

const READERS: Readonly<Record<Way, (name: string, bytes: Uint8Array) => Outcome | Promise<Outcome>>> = {
  graph: (_, bytes) => graphOutcome(new TextDecoder().decode(bytes)),
  import: (name, bytes) => importedOutcome(importFile({ name, bytes })),
  text: (_, bytes) => importedOutcome(readPyTorchText(new TextDecoder().decode(bytes))),
  weights: (_, bytes) => weightsOutcome(bytes),
  npy: (_, bytes) =>
    thrown(
      NpyError,
      ({ message, remedy }) => [message, remedy],
      () => void readNpy(bytes),
    ),
  idx: idxOutcome,
}

/** Errors: only those that a person would get to see raw. */
export async function outcomeOf(way: Way, name: string, bytes: Uint8Array): Promise<Outcome> {
  return READERS[way](name, bytes)
}

function graphOutcome(text: string): Outcome {
  const { inference, findings } = parseDocument(text)
  return { kind: inference === null ? 'refused' : 'read', said: findings.flatMap(sentences) }
}

/** What was imported is opened, as the page does it. */
function importedOutcome(imported: ReturnType<typeof importFile>): Outcome {
  if (imported.kind === 'refused') return { kind: 'refused', said: imported.findings.flatMap(sentences) }
  const opened = graphOutcome(serialiseDocument(imported.document))
  if (opened.kind === 'refused') throw new Error(`imported, but no graph: ${opened.said[0]}`)
  return { kind: 'read', said: [...imported.notes.map(({ message }) => message), ...opened.said] }
}

function weightsOutcome(bytes: Uint8Array): Outcome {
  const read = readWeights(bytes)
  if (read.kind === 'refused') return { kind: 'refused', said: read.findings.flatMap(sentences) }
  for (const [key, { shape, values }] of read.weights)
    if (values.length !== shape.reduce((product, size) => product * size, 1))
      throw new Error(`${key} has other values than its shape says`)
  return { kind: 'read', said: read.notes.map(({ message }) => message) }
}

const sentences = ({ message, remedy = '' }: { message: string; remedy?: string }): string[] => [
  message,
  remedy,
]

async function thrown<E extends Error>(
  type: abstract new (...args: never[]) => E,
  said: (error: E) => string[],
  read: () => void | Promise<void>,
): Promise<Outcome> {
  try {
    await read()
    return { kind: 'read', said: [] }
  } catch (error) {
    if (!(error instanceof type)) throw error
    return { kind: 'refused', said: said(error) }
  }
}

/** The file among sound ones of the same set. */
async function idxOutcome(name: string, bytes: Uint8Array): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'gradwire-idx-'))
  try {
    for (const part of ['train', 't10k']) {
      writeFileSync(join(folder, `${part}-images-idx3-ubyte`), idxFile([2, 28, 28]))
      writeFileSync(join(folder, `${part}-labels-idx1-ubyte`), idxFile([2]))
    }
    rmSync(join(folder, name.replace(/\.gz$/, '')))
    writeFileSync(join(folder, name), bytes)
    return await thrown(
      DatasetError,
      ({ problem, remedy }) => [problem, remedy],
      async () => void (await readMnist(folder)),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** An IDX file of bytes that are all below 10. */
export function idxFile(sizes: readonly number[]): Uint8Array {
  const count = sizes.reduce((product, size) => product * size, 1)
  const file = Buffer.alloc(4 + 4 * sizes.length + count)
  file[2] = 8
  file[3] = sizes.length
  sizes.forEach((size, axis) => file.writeUInt32BE(size, 4 + 4 * axis))
  for (let at = 0; at < count; at++) file[4 + 4 * sizes.length + at] = at % 10
  return new Uint8Array(file)
}
