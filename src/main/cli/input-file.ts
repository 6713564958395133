/** Reads the files that a person names on the command line. */
import { definitionOf } from '../../graph/document/document'
import type { GraphDocument } from '../../graph/document/document'
import { nodeDefinition } from '../../graph/nodes/index'
import { open } from 'node:fs/promises'
import { readSafetensors, SafetensorsError } from '../../graph/formats/safetensors'
import { fileReason } from './output-file'
import { shownPath, STREAM } from './paths'
import { CommandError } from './terminal'
import { tell } from '../../words/tell'

const MEBIBYTE = 1024 * 1024
/** A graph has at most 16 MiB of characters, and none takes more than four bytes. */
const MAX_TEXT_MEBIBYTES = 64
/** The most that Node reads at once. */
const MAX_TENSORS_MEBIBYTES = 2047

/** A binary file's bytes; what is in it is checked by its reader. Errors: it cannot be read, or it is too large. */
export async function readTensors(path: string): Promise<Uint8Array> {
  const buffer = await read(path, MAX_TENSORS_MEBIBYTES)
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}

/** A file of inputs, as the engine takes it. Errors: it cannot be read, or is not safetensors. */
export async function readInputs(path: string): Promise<Uint8Array> {
  const bytes = await readTensors(path)
  try {
    readSafetensors(bytes)
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error
    throw new CommandError(
      tell(
        'cli.cannot_read_give_file_that',
        'Cannot read {{path}}: {{message}} Give a file that was written as safetensors.',
        { path: shownPath(path, 'stdin'), message: error.message },
      ),
    )
  }
  return bytes
}

/** A text file. Errors: it cannot be read, or it is larger than any graph. */
export async function readText(path: string): Promise<string> {
  return (await read(path, MAX_TEXT_MEBIBYTES)).toString('utf8')
}

async function read(typed: string, mebibytes: number): Promise<Buffer> {
  const path = shownPath(typed, 'stdin')
  const tooLarge = new CommandError(
    tell(
      'cli.cannot_read_it_has_more',
      'Cannot read {{path}}: It has more than {{mebibytes}} MiB, which is more than such a file may have. Is it the right file?',
      { path, mebibytes },
    ),
  )
  try {
    if (typed === STREAM) return await readStream(process.stdin, mebibytes * MEBIBYTE, tooLarge)
    const file = await open(path)
    try {
      const found = await file.stat()
      if (found.size > mebibytes * MEBIBYTE) throw tooLarge
      return found.isFile() || found.isDirectory()
        ? await file.readFile()
        : await readStream(file.createReadStream({ autoClose: false }), mebibytes * MEBIBYTE, tooLarge)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(
      tell('cli.cannot_read_check_path', 'Cannot read {{path}}: {{reason}} Check the path.', {
        path,
        reason: fileReason(error),
      }),
    )
  }
}

/** A pipe or a device says no size, and may never end. */
async function readStream(
  stream: AsyncIterable<unknown>,
  most: number,
  tooLarge: CommandError,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer)
    size += (chunk as Buffer).length
    if (size > most) throw tooLarge
  }
  return Buffer.concat(chunks)
}

/** Errors: a graph without data of its own, for whose inputs no file was given. */
export function checkGiven(document: GraphDocument, inputs: string | undefined): void {
  const roles = (definitionOf(document, document.main)?.nodes ?? []).map(
    ({ type }) => nodeDefinition(type)?.role,
  )
  if (inputs !== undefined || roles.includes('data') || !roles.includes('input')) return
  throw new CommandError(
    tell(
      'cli.no_inputs',
      'The graph has no data to run on: give a file of tensors for its Input nodes with --inputs, or add a Dataset node.',
    ),
  )
}
