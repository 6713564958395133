/** Makes what another program is to have of a graph, with its weights, on the thread that draws, so that nothing else waits for it. */
import type { GivenUp } from '../../graph/basics/given-up'
import type { Finding } from '../../graph/document/finding'
import type { DrawnTargetName, ExportTargetName } from '../../graph/export/targets'
import { currentLanguage } from '../../words/language'
import { tell, told } from '../../words/tell'
import { askThread } from '../engine-link/ask-thread'
import type { ProgramEntry } from '../engine-link/engine-entry'
import { timeFor } from './draw-in-thread'
import type { DrawingLimits } from './draw-in-thread'
import type { ExportedFile } from './exported-file'
import type { ProgramFiles } from './pytorch-folder'

/** What it may have beside the bytes of weights: a graph as large as can be opened takes half. */
const MEMORY_MEBIBYTES = 2048
const MILLISECONDS_A_MEBIBYTE = 250

export type WrittenTargetName = Exclude<ExportTargetName, DrawnTargetName>

export interface WriteRequest {
  to: WrittenTargetName
  document: unknown
  /** Those of the engine, which are handed over; null: there are none, or they are not wanted. */
  weights: Uint8Array | null
  /** Of an ONNX model; null: any. */
  batch: number | null
  /** What a PyTorch program reads. */
  parts: { weights: boolean; samples: boolean }
}

/** What is sent to the thread. */
export interface WriteMessage extends Omit<WriteRequest, 'document'> {
  kind: 'write'
  /** JSON. */
  document: string
  /** The tag of the language that it is to tell in. */
  language: string
}

export type Written = ExportedFile | ProgramFiles

/** Never rejects: what cannot be made, or not in time, comes back as findings; null: it was stopped. */
export async function writeInThread(
  { document, weights, ...rest }: WriteRequest,
  writer: ProgramEntry,
  { limit = timeFor(document) + timeOf(weights), mebibytes = MEMORY_MEBIBYTES, signal }: DrawingLimits = {},
): Promise<Written | null> {
  const own = weights === null ? null : wholeBuffer(weights)
  const message: WriteMessage = {
    ...rest,
    kind: 'write',
    document: JSON.stringify(document) ?? '',
    weights: own,
    language: currentLanguage(),
  }
  const transfer = own === null ? [] : [own.buffer]
  const done = await askThread(writer, { message, transfer, limit, mebibytes, signal })
  if ('answer' in done) return done.answer as Written
  return done.givenUp === 'stopped' ? null : { kind: 'refused', findings: [refusal(done.givenUp, limit)] }
}

/** Bytes that share their memory with others cannot be handed over. */
function wholeBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) return new Uint8Array(buffer)
  return Uint8Array.from(bytes)
}

function timeOf(weights: Uint8Array | null): number {
  return (MILLISECONDS_A_MEBIBYTE * (weights?.byteLength ?? 0)) / 2 ** 20
}

function refusal(why: Exclude<GivenUp, 'stopped'>, limit: number): Finding {
  const said = {
    slow: told('export.not_written_in_time', 'It was not written within {{seconds}} seconds.', {
      seconds: Math.round(limit / 1000),
    }),
    memory: told('export.writing_takes_memory', 'Writing it takes more memory than an export may take.'),
    ended: told('export.writer_ended', 'What was to write it has ended before it was done.'),
  }[why]
  const remedy = tell('remedy.export_less', 'Export a part of it: copy some of its nodes into a new graph.')
  return { severity: 'error', ...said, remedy }
}
