/** Reads the files that a person names on the command line. */
import { readFile } from 'node:fs/promises'
import { fileReason } from './output-file'
import { CommandError } from './terminal'

/** A safetensors file's bytes; the engine checks what is in it. Errors: it cannot be read. */
export async function readTensors(path: string): Promise<Uint8Array> {
  const buffer = await read(path)
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}

/** A text file. Errors: it cannot be read. */
export async function readText(path: string): Promise<string> {
  return (await read(path)).toString('utf8')
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw new CommandError(`Cannot read ${path}: ${fileReason(error)} Check the path.`)
  }
}
