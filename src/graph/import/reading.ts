/**
 * What a thread beside is asked to read and what it answers: page and command line never read somebody else's file themselves, so that
 * they can give up on one. Both sides are data that can be posted.
 */
import { assertNever } from '../basics/assert-never'
import type { GivenUp } from '../basics/given-up'
import type { Finding } from '../document/finding'
import { readDocument } from '../file/parse'
import type { DocumentRead } from '../file/parse'
import { writeSafetensors } from '../formats/safetensors'
import { MOST_MESSAGE_BYTES } from '../frames/message-codec'
import { importFile } from './import-file'
import type { Imported, ImportFile, ImportNote } from './result/imported'
import { unforeseen } from './result/unforeseen'
import { readPyTorchText } from './pytorch-text'
import { readWeights } from './weights-file'
import type { WeightsRead } from './weights-file'
import { tell, told } from '../../words/tell'

export type ReadRequest =
  | { kind: 'file'; file: ImportFile }
  /** Text about a net without a file, as it is pasted. */
  | { kind: 'text'; text: string; net?: string }
  | { kind: 'weights'; bytes: Uint8Array }
  /** Weights for an engine, as safetensors whichever program wrote them. */
  | { kind: 'plainWeights'; bytes: Uint8Array }
  /** A graph's own file. */
  | { kind: 'graph'; text: string }

/** A file of weights as an engine takes it. */
export interface PlainWeights {
  kind: 'plain'
  bytes: Uint8Array
  notes: readonly ImportNote[]
}

/** By the kind of what is asked. */
export interface ReadAnswers {
  file: Imported
  text: Imported
  weights: WeightsRead
  plainWeights: PlainWeights | Extract<WeightsRead, { kind: 'refused' }>
  graph: DocumentRead
}

export type ReadAnswer<R extends ReadRequest> = ReadAnswers[R['kind']]

/** What is sent to the thread. */
export interface ReadMessage {
  request: ReadRequest
  /** The tag of the language that it is to tell in. */
  language: string
}

/** A request with bytes that are nobody else's, and which of them can be handed over instead of copied. */
export function ownRequest<R extends ReadRequest>(given: R): { request: R; transfer: ArrayBuffer[] } {
  if (given.kind === 'text' || given.kind === 'graph') return { request: given, transfer: [] }
  const bytes = given.kind === 'file' ? given.file.bytes : given.bytes
  const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes)
  const changed = given.kind === 'file' ? { file: { ...given.file, bytes: own } } : { bytes: own }
  return { request: { ...given, ...changed }, transfer: [own.buffer as ArrayBuffer] }
}

/** Never throws: every reader answers with findings. */
export function readRequest(request: ReadRequest): ReadAnswers[keyof ReadAnswers] {
  try {
    return answerTo(request)
  } catch (error) {
    return { kind: 'refused', findings: [unforeseen(error)] }
  }
}

function answerTo(request: ReadRequest): ReadAnswers[keyof ReadAnswers] {
  switch (request.kind) {
    case 'file':
      return importFile(request.file)
    case 'text':
      return readPyTorchText(request.text, request.net === undefined ? {} : { net: request.net })
    case 'weights':
      return readWeights(request.bytes)
    case 'plainWeights':
      return plainWeights(request.bytes)
    case 'graph':
      return readDocument(request.text)
    default:
      return assertNever(request)
  }
}

/** More cannot be sent: a file that grows beyond that, as half floats do, goes as it is, and the engine reads it. */
const MOST_PLAIN = MOST_MESSAGE_BYTES - 2 ** 20

function plainWeights(bytes: Uint8Array): ReadAnswers['plainWeights'] {
  const read = readWeights(bytes)
  if (read.kind === 'refused') return read
  const plain = writeSafetensors(read.weights)
  return plain.length > MOST_PLAIN
    ? { kind: 'plain', bytes, notes: [] }
    : { kind: 'plain', bytes: plain, notes: read.notes }
}

/** What of an answer can be handed over instead of copied. */
export function handedOver(answer: ReadAnswers[keyof ReadAnswers]): ArrayBuffer[] {
  if (answer.kind === 'refused' || answer.kind === 'document') return []
  if (answer.kind === 'plain') return [answer.bytes.buffer as ArrayBuffer]
  const buffers = [...answer.weights.values()].map(({ values }) => values.buffer as ArrayBuffer)
  return [...new Set(buffers)]
}

/** Milliseconds that reading may take: half a minute, and a quarter of a second for each MiB. */
export function readingLimit(request: ReadRequest): number {
  return 30_000 + 250 * Math.floor(sizeOf(request) / 2 ** 20)
}

function sizeOf(request: ReadRequest): number {
  if (request.kind === 'text' || request.kind === 'graph') return request.text.length
  return (request.kind === 'file' ? request.file.bytes : request.bytes).length
}

/** The answer in place of one that did not come within `limit` milliseconds, or not at all. */
export function givenUp(
  why: Exclude<GivenUp, 'stopped'>,
  limit: number,
): { kind: 'refused'; findings: Finding[] } {
  const smaller = tell(
    'remedy.give_smaller',
    'Give a file with less in it, or have the program that made it write it again.',
  )
  const said = {
    slow: told('import.too_slow', 'It was not read within {{seconds}} seconds.', {
      seconds: limit / 1000,
    }),
    memory: told('import.too_much_memory', 'Reading it takes more memory than a file may take.'),
    ended: told('import.reader_ended', 'What was to read it has ended before it was done.'),
  }[why]
  return { kind: 'refused', findings: [{ severity: 'error', ...said, remedy: smaller, fatal: true }] }
}
