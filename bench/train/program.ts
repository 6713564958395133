/** A program that times steps of one case when it is asked to. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { About, Order, Reply, Request } from './messages'

const GRADWIRE = fileURLToPath(new URL('child.ts', import.meta.url))
const TORCH = fileURLToPath(new URL('child.py', import.meta.url))
/** glibc gives memory back after every step and asks for it in the next one, which can take longer than the step: both keep theirs. */
const KEPT = '4000000000'
/** What people set for other programs, and what would choose other kernels here. */
const UNSET = ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE']

export class Program {
  private readonly lines: AsyncIterator<string>
  private complaint = ''
  private readonly ended: Promise<string>

  private constructor(private readonly child: ChildProcess) {
    this.lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
    child.stderr!.on(
      'data',
      (text: Buffer) => (this.complaint = (this.complaint + text.toString()).slice(-2000)),
    )
    // What is written to a program that has ended is lost; the answer that does not come says so.
    child.stdin!.on('error', () => undefined)
    this.ended = new Promise((resolve) => {
      child.on('error', (error) => resolve(error.message))
      child.on('close', (code, signal) => resolve(signal ?? `exit ${code}`))
    })
  }

  static gradwire(order: Order): Program {
    const args = ['--import', 'tsx', GRADWIRE, JSON.stringify(order)]
    const child = spawn(process.execPath, args, { env: environment(order), stdio: 'pipe' })
    return new Program(child)
  }

  static torch(python: string, order: Order): Program {
    const child = spawn(python, [TORCH, JSON.stringify(order)], { env: environment(order), stdio: 'pipe' })
    return new Program(child)
  }

  /** Waits until it stands. */
  async about(): Promise<About> {
    return (await this.read('ready')).about
  }

  async check(): Promise<readonly number[]> {
    return (await this.ask({ kind: 'check' }, 'checked')).values
  }

  /** Milliseconds of each of so many steps. */
  async steps(count: number): Promise<readonly number[]> {
    return (await this.ask({ kind: 'steps', count }, 'timed')).ms
  }

  memory(): Promise<Extract<Reply, { kind: 'memory' }>> {
    return this.ask({ kind: 'memory' }, 'memory')
  }

  /** Lets it end, and waits for that. */
  async end(): Promise<void> {
    this.child.stdin!.end()
    const late = setTimeout(() => this.child.kill('SIGKILL'), 20_000)
    await this.ended
    clearTimeout(late)
  }

  private ask<Kind extends Reply['kind']>(
    request: Request,
    kind: Kind,
  ): Promise<Extract<Reply, { kind: Kind }>> {
    this.child.stdin!.write(`${JSON.stringify(request)}\n`)
    return this.read(kind)
  }

  /** Errors: it failed, or ended. */
  private async read<Kind extends Reply['kind']>(kind: Kind): Promise<Extract<Reply, { kind: Kind }>> {
    for (;;) {
      const { value, done } = await this.lines.next()
      if (done) throw new Error(await this.obituary())
      // Libraries may print, too.
      if (!value.startsWith('{')) continue
      const reply = JSON.parse(value) as Reply
      if (reply.kind === 'failed') throw new Error(firstLine(reply.message))
      if (reply.kind === kind) return reply as Extract<Reply, { kind: Kind }>
    }
  }

  private async obituary(): Promise<string> {
    const how = await this.ended
    const last = this.complaint.trim().split('\n').at(-1) ?? ''
    return `it ended (${how})${last ? `: ${last}` : ''}`
  }
}

function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? text
}

/** What programs that are timed start with: memory that is kept, and so many threads. */
export function environment({ threads }: Pick<Order, 'threads'>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !UNSET.includes(name))
  return {
    ...Object.fromEntries(kept),
    MALLOC_TRIM_THRESHOLD_: KEPT,
    MALLOC_MMAP_THRESHOLD_: KEPT,
    OMP_NUM_THREADS: String(threads),
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: String(threads),
    TF_CPP_MIN_LOG_LEVEL: '2',
  }
}
