/** Reads inputs in a process that is begun anew where it ended, stood still, or held too much. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Input } from './sources'
import type { Took } from './child'

export type Fate = Took | { kind: 'hung' | 'ended'; milliseconds: number; memory: number; raw?: string }

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))

export class ReadingProcess {
  private child: ChildProcess | null = null

  /** - `patience`: milliseconds after which it is ended; `most`: bytes after which the next input gets a new one. */
  constructor(
    private readonly patience: number,
    private readonly most: number,
  ) {}

  async read(input: Input): Promise<Fate> {
    const child = (this.child ??= await begun())
    const started = performance.now()
    const fate = await new Promise<Fate>((answer) => {
      const over = (kind: 'hung' | 'ended') =>
        answer({ kind, milliseconds: performance.now() - started, memory: 0 })
      const timer = setTimeout(() => over('hung'), this.patience)
      child.once('message', (took: Took) => {
        clearTimeout(timer)
        answer(took)
      })
      child.once('exit', () => {
        clearTimeout(timer)
        over('ended')
      })
      child.send(input)
    })
    child.removeAllListeners('exit')
    child.removeAllListeners('message')
    if (fate.kind === 'hung' || fate.kind === 'ended' || fate.memory > this.most) this.end()
    return fate
  }

  end(): void {
    this.child?.kill('SIGKILL')
    this.child = null
  }
}

async function begun(): Promise<ChildProcess> {
  const child = fork(CHILD, { serialization: 'advanced', execArgv: ['--import', import.meta.resolve('tsx')] })
  await once(child, 'message')
  return child
}
