/** An engine as a window has it, that is told what a round does, and what it says of it. */
import { copyFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readCheckpoint } from '../../src/engine/session/checkpoint'
import type { CheckpointReport, EngineEvent, MetricPoint } from '../../src/engine/protocol'
import { decodeFrame } from '../../src/graph/frames/frame'
import { EngineClient } from '../../src/main/engine-link/engine-client'
import type { EngineTransport } from '../../src/main/engine-link/engine-client'
import type { SoakDocument } from './chapters'
import type { Move } from './moves'

/** What a round came to. */
export interface Told {
  /** Numbers of all steps, in their order. */
  steps: Omit<MetricPoint, 'milliseconds'>[]
  /** What hooks printed. */
  printed: string[]
  /** All that decides how the run goes on. */
  state: unknown
}

export class SoakedEngine {
  /** Changes between the two ways so far. */
  switches = 0
  /** Pictures of lanes so far. */
  frames = 0
  /** Why steps were no graphs, each reason with how often it was told. */
  readonly reasons = new Map<string, number>()
  /** Warnings and errors. */
  readonly complaints: string[] = []
  private readonly client: EngineClient
  private readonly folder: string
  private steps: Told['steps'] = []
  private printed: string[] = []
  /** The checkpoint that the last round ended with. */
  private last: CheckpointReport | null = null

  constructor(private readonly transport: EngineTransport) {
    this.folder = transport.folder
    this.client = new EngineClient(transport)
    this.client.onEvent((event) => this.hear(event))
    this.client.onFrame((bytes) => {
      this.frames++
      const probes = [decodeFrame(bytes).probe]
      void this.client.request({ kind: 'ack', probes }).catch(() => undefined)
    })
  }

  /** `like`: where another engine stands. */
  async begin(document: SoakDocument, like: SoakedEngine | null): Promise<void> {
    await this.client.ready
    await this.client.request({ kind: 'open', document, fresh: true })
    if (like) await this.restoreFrom(like)
    else await this.client.request({ kind: 'step', count: 1 })
    await this.keep()
  }

  /** Asks for both lanes of these wires, ten times a second. */
  async watch(edges: readonly string[]): Promise<void> {
    const lanes = edges.flatMap((edge) => [
      { edge, direction: 'forward' as const },
      { edge, direction: 'backward' as const },
    ])
    const probes = lanes.map(({ edge, direction }, id) => ({
      id,
      target: { kind: 'edge' as const, path: [], edge },
      direction,
      view: { kind: 'numbers' as const },
      thumbnail: true,
    }))
    await this.client.request({ kind: 'probes', probes })
  }

  /** `free`: how many steps each time of free training takes; left out, as many as there is time for. → those */
  async play(moves: readonly Move[], free: number[] | null = null): Promise<number[]> {
    this.steps = []
    this.printed = []
    const taken: number[] = []
    for (const move of moves)
      if (move.kind === 'command') await this.client.request(move.command)
      else if (move.kind === 'back') await this.goBack(move.steps)
      else taken.push(await this.train(move.milliseconds, free?.[taken.length] ?? null))
    return taken
  }

  /** To be called once a round. */
  async told(): Promise<Told> {
    await this.keep()
    const { executor, run } = readCheckpoint(readFileSync(join(this.folder, this.last!.file)))
    const { winners: _, ...state } = executor.state as { winners: object }
    return {
      steps: this.steps,
      printed: this.printed,
      state: { run, state, tensors: [...executor.tensors] },
    }
  }

  /** From now on computes with the kernels that were quickest for another engine: those that give the same sums give other bits. */
  async choosesAs(other: SoakedEngine): Promise<void> {
    await this.restoreFrom(other)
    await this.client.request({ kind: 'restore', file: this.last!.file })
  }

  /** Bytes of memory that it holds; null where the system does not say. */
  get held(): number | null {
    try {
      const status = readFileSync(`/proc/${this.transport.pid}/status`, 'utf8')
      return Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]) * 1024
    } catch {
      return null
    }
  }

  close(): void {
    this.client.close()
  }

  private async keep(): Promise<void> {
    const report = await this.client.request({ kind: 'checkpoint' })
    if (this.last) rmSync(join(this.folder, this.last.file))
    this.last = report
  }

  private async restoreFrom({ folder, last }: SoakedEngine): Promise<void> {
    const { file } = last!
    const complaints = this.complaints.length
    copyFileSync(join(folder, file), join(this.folder, file))
    await this.client.request({ kind: 'restore', file })
    // The curves of another engine lie in its own folder.
    this.complaints.length = complaints
    rmSync(join(this.folder, file))
  }

  private async goBack(steps: number): Promise<void> {
    const { file } = await this.client.request({ kind: 'checkpoint' })
    await this.client.request({ kind: 'step', count: steps })
    await this.client.request({ kind: 'restore', file })
    rmSync(join(this.folder, file))
  }

  private async train(milliseconds: number, count: number | null): Promise<number> {
    const before = this.steps.length
    if (count === null) {
      await this.client.request({ kind: 'train' })
      await pause(milliseconds)
      await this.client.request({ kind: 'pause' })
      // What it was asked before is answered when all steps so far are told.
      await this.client.request({ kind: 'snapshot' })
    } else if (count > 0) await this.client.request({ kind: 'step', count })
    return this.steps.length - before
  }

  private hear(event: EngineEvent): void {
    if (event.kind === 'metrics')
      for (const { milliseconds: _, ...point } of event.points) this.steps.push(point)
    if (event.kind === 'way') {
      this.switches++
      const { reason } = event.way
      if (reason !== null) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1)
    }
    if (event.kind === 'problem') this.complaints.push(event.problem.message)
    if (event.kind !== 'log') return
    for (const { text } of event.printed ?? []) this.printed.push(text)
    if (event.level !== 'info') this.complaints.push(event.message)
  }
}
