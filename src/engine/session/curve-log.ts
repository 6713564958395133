/** The curves of a run, exact, in a file that only grows: what a checkpoint does not hold. */
import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { EpochPoint, MetricPoint } from '../protocol'
import { CurveTable, epochRow, lossesOf, pointsOf, stepRow } from './curve-table'
import type { CurvePoint } from './curve-table'
import { newFileName } from './file-names'

/** Where a curve stood: what lies behind belongs to steps that are taken again. */
export interface CurvePosition {
  file: string
  bytes: number
}

/** Gathered bytes from which on they are written without being asked for. */
const MOST_GATHERED = 2 ** 22

/** A file, and what is to be appended to it. */
interface Log {
  file: string
  /** Bytes that it will have. */
  size: number
  /** Bytes that are on disk. */
  written: number
  blocks: Uint8Array[]
  /** A checkpoint knows the file, so that the host removes it. */
  known: boolean
}

/** Gathers the steps and epochs of a run and appends them. */
export class CurveLog {
  private readonly folder: string
  private log = newLog()
  private steps = new CurveTable('steps')
  private epochs = new CurveTable('epochs')
  private work: Promise<void> = Promise.resolve()

  constructor(folder: string) {
    this.folder = folder
  }

  /** Begins with nothing; an earlier run's curves go, unless a checkpoint knows them. */
  begin(): void {
    const { log } = this
    if (!log.known && log.size > 0)
      this.inTurn(() => rm(this.pathOf(log), { force: true })).catch(() => undefined)
    this.take(newLog())
  }

  step(point: MetricPoint): void {
    this.steps.add(stepRow(point))
    if (this.steps.bytes > MOST_GATHERED) this.flush().catch(() => undefined)
  }

  epoch(point: EpochPoint): void {
    this.epochs.add(epochRow(point))
    if (this.epochs.bytes > MOST_GATHERED) this.flush().catch(() => undefined)
  }

  /** Where the curves stand now, and when they are on disk. Errors, of `written`: the disk's. */
  mark(): CurvePosition & { written: Promise<void> } {
    const written = this.flush()
    this.log.known = true
    return { file: this.log.file, bytes: this.log.size, written }
  }

  /** Every point up to a position. Errors: no such file, or one that is damaged. */
  async read({ file, bytes }: CurvePosition): Promise<IterableIterator<CurvePoint>> {
    return pointsOf(bytes === 0 ? new Uint8Array() : await readFile(join(this.folder, file)), bytes)
  }

  /** The loss of every step so far, exact. Errors: the disk's. */
  losses(): Promise<Float32Array> {
    const { log } = this
    const written = this.flush()
    const { size } = log
    // In turn, so that the file is still there.
    return this.inTurn(async () => {
      await written
      return lossesOf(size === 0 ? new Uint8Array() : await readFile(this.pathOf(log)), size)
    })
  }

  /** Goes on behind a position. */
  resume({ file, bytes }: CurvePosition): void {
    this.begin()
    this.take({ file, size: bytes, written: bytes, blocks: [], known: true })
  }

  private take(log: Log): void {
    this.log = log
    this.steps = new CurveTable('steps')
    this.epochs = new CurveTable('epochs')
  }

  private pathOf({ file }: Log): string {
    return join(this.folder, file)
  }

  private flush(): Promise<void> {
    const { log } = this
    const blocks = [...this.steps.take(), ...this.epochs.take()]
    log.blocks.push(...blocks)
    for (const block of blocks) log.size += block.length
    return this.inTurn(() => appendBlocks(this.pathOf(log), log))
  }

  /** One thing after the other; what failed is told to its own asker only. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.work.then(work)
    this.work = done.then(
      () => undefined,
      () => undefined,
    )
    return done
  }
}

function newLog(): Log {
  return { file: newFileName('curves'), size: 0, written: 0, blocks: [], known: false }
}

/** Appends what is gathered; what could not be written stays gathered. */
async function appendBlocks(path: string, log: Log): Promise<void> {
  if (log.blocks.length === 0) return
  const file = await open(path, log.written === 0 ? 'w' : 'r+', 0o600)
  try {
    // What an engine that died wrote behind a checkpoint's position.
    await file.truncate(log.written)
    for (let block = log.blocks[0]; block; block = log.blocks[0]) {
      for (let from = 0; from < block.length;)
        from += (await file.write(block, from, block.length - from, log.written + from)).bytesWritten
      log.written += block.length
      log.blocks.shift()
    }
  } finally {
    await file.close()
  }
}
