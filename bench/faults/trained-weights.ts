/** Whether the weights that a window has are those that its training comes to: another engine trains the same net as far. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ROOT, type RunningHost } from '../../e2e/host'
import type { EngineEvent, Progress, Snapshot } from '../../src/engine/protocol'
import { readSafetensors } from '../../src/graph/formats/safetensors'
import { EngineClient } from '../../src/main/engine-link/engine-client'
import { forkEngine } from '../../src/main/engine-link/fork-engine'
import { RawPage, type PageIdentity } from './raw-page'

const DOCUMENT = 'document'

export interface Had {
  step: number
  weights: Weights
}
type Weights = ReadonlyMap<string, readonly number[]>

/** What the engine of a window has that is closed by now: its session waits for it a while. A run is paused. */
export async function hadBy(host: RunningHost, who: PageIdentity): Promise<Had> {
  // The host is to have heard that the window is closed.
  await pause(1000)
  const page = await RawPage.open(host, who)
  const ask = async (command: object): Promise<unknown> => {
    const answer = await page.command(DOCUMENT, command)
    if (!answer.ok) throw new Error(answer.problem.message)
    return answer.result
  }
  try {
    await ask({ kind: 'pause' }).catch(() => undefined)
    const { progress } = (await ask({ kind: 'snapshot' })) as Snapshot
    return { step: progress.step, weights: valuesIn((await ask({ kind: 'weights' })) as Uint8Array) }
  } finally {
    page.close()
  }
}

export function valuesIn(bytes: Uint8Array): Weights {
  return new Map([...readSafetensors(bytes)].map(([key, { values }]) => [key, Array.from(values, Number)]))
}

/** How far apart two nets are, as the greatest difference of a weight; Infinity: they have others. */
export function distance(a: Weights, b: Weights): number {
  if (a.size !== b.size) return Infinity
  const each = [...a].map(([key, values]) => {
    const others = b.get(key)
    if (others?.length !== values.length) return Infinity
    return values.reduce((most, value, i) => Math.max(most, Math.abs(value - others[i]!)), 0)
  })
  return Math.max(...each)
}

/** Trains a net as far as a window did. It is to be without convolutions: for those the quickest kernel is chosen, which rounds otherwise in another engine. */
export class TrainedAlike {
  private readonly engine = new EngineClient(forkEngine(join(ROOT, 'out/main/engine.js'), 'alike'))
  private progress: Progress | null = null

  constructor(private readonly document: unknown) {
    this.engine.onEvent((event: EngineEvent) => {
      if (event.kind === 'progress') this.progress = event
    })
  }

  /** How a window's weights are: those of its step, those that a net begins with, or others. */
  async judge({ step, weights }: Had): Promise<'same' | 'fresh' | 'other'> {
    await this.engine.ready
    await this.engine.request({ kind: 'open', document: this.document, fresh: true })
    const first = await this.weights()
    if (step > 0) await this.engine.request({ kind: 'step', count: step })
    await this.engine.request({ kind: 'snapshot' })
    if (step > 0 && this.progress?.step !== step) throw new Error(`It took ${this.progress?.step} steps.`)
    const trained = await this.weights()
    if (distance(weights, trained) === 0) return 'same'
    return distance(weights, first) === 0 ? 'fresh' : 'other'
  }

  close(): void {
    this.engine.close()
  }

  private async weights(): Promise<Weights> {
    return valuesIn(await this.engine.request({ kind: 'weights' }))
  }
}

/** A sample that does not stop by itself, as a file of the person's. */
export function endless(sample: string, home: string): { name: string; document: unknown } {
  const read = JSON.parse(readFileSync(join(ROOT, `resources/samples/${sample}.json`), 'utf8')) as {
    training?: object
  }
  const document = { ...read, training: { ...read.training, epochs: 1e6 } }
  const name = `${sample}.json`
  writeFileSync(join(home, name), JSON.stringify(document))
  return { name, document }
}
