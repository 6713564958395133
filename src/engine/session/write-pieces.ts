/** Writes a large file while training goes on. */
import { writeSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** What a file took. */
export interface Written {
  bytes: number
  /** Milliseconds that training was, or would have been, held up. */
  cost: number
}

/** How long pieces are read before a training step may come between, in milliseconds. */
const TURN_MS = 20
/** Most bytes that wait to be written. */
const MOST_WAITING = 64 * 2 ** 20
/** An unfinished file's ending. */
export const UNFINISHED = '.part'

/** So many bytes are written on the spot, which tells what writing costs. */
const SAMPLE_BYTES = 2 ** 20

/**
 * Writes pieces under `path`, where the file stands only when it is whole. The first are written on the spot; the others by
 * threads, while pieces are read and steps are taken.
 *
 * Errors: those of the disk; then there is no file.
 */
export async function writePieces(path: string, pieces: Iterable<Uint8Array>): Promise<Written> {
  const unfinished = path + UNFINISHED
  const file = await open(unfinished, 'w', 0o600)
  try {
    const written = await writeAll(file, pieces)
    await file.close()
    await rename(unfinished, path)
    return written
  } catch (error) {
    await file.close().catch(() => undefined)
    await rm(unfinished, { force: true }).catch(() => undefined)
    throw error
  }
}

async function writeAll(file: FileHandle, pieces: Iterable<Uint8Array>): Promise<Written> {
  const threads = new WritingThreads(file)
  const spent = { reading: 0, sample: 0 }
  let [bytes, sample] = [0, 0]
  let turn = performance.now()
  let before = turn
  for (const piece of pieces) {
    const read = performance.now()
    spent.reading += read - before
    if (sample < SAMPLE_BYTES) {
      writeNow(file.fd, piece, bytes)
      spent.sample += performance.now() - read
      sample += piece.length
    } else threads.write(piece, bytes)
    bytes += piece.length
    if (threads.full || performance.now() - turn > TURN_MS) {
      await threads.room()
      await nextTurn()
      turn = performance.now()
    }
    before = performance.now()
  }
  await threads.done()
  // What was read is copied once more, by the step that changes it first.
  return { bytes, cost: 2 * spent.reading + spent.sample * (bytes / Math.max(sample, 1)) }
}

/** What threads are writing. */
class WritingThreads {
  private readonly file: FileHandle
  private readonly pieces = new Set<Promise<void>>()
  private bytes = 0
  private failure: { error: unknown } | null = null

  constructor(file: FileHandle) {
    this.file = file
  }

  write(piece: Uint8Array, at: number): void {
    this.bytes += piece.length
    const done = this.writePiece(piece, at).finally(() => {
      this.bytes -= piece.length
      this.pieces.delete(done)
    })
    this.pieces.add(done)
  }

  get full(): boolean {
    return this.bytes > MOST_WAITING
  }

  /** Waits until more may be written. Errors: what went wrong with a piece. */
  async room(): Promise<void> {
    while (this.full) await Promise.race(this.pieces)
    if (this.failure) throw this.failure.error
  }

  async done(): Promise<void> {
    await Promise.all(this.pieces)
    if (this.failure) throw this.failure.error
  }

  private async writePiece(piece: Uint8Array, at: number): Promise<void> {
    try {
      for (let from = 0; from < piece.length;) {
        const { bytesWritten } = await this.file.write(piece, from, piece.length - from, at + from)
        from += bytesWritten
      }
    } catch (error) {
      this.failure ??= { error }
    }
  }
}

function writeNow(fd: number, piece: Uint8Array, at: number): void {
  for (let from = 0; from < piece.length;) from += writeSync(fd, piece, from, piece.length - from, at + from)
}
