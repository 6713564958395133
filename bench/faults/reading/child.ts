/** A process that reads the inputs that it is sent, one after the other, and says what each took. */
import { readFileSync } from 'node:fs'
import { outcomeOf, RAW } from './outcome'
import type { Input } from './sources'

export interface Took {
  /** Processor time, so that what else the machine does counts as little as possible. */
  milliseconds: number
  /** The most that the process has ever held, in bytes. */
  memory: number
  kind: 'read' | 'refused' | 'thrown'
  /** A sentence that is none of ours. */
  raw?: string
}

process.on('message', (input: Input) => void take(input).then((took) => process.send?.(took)))
process.send?.('ready')

async function take(input: Input): Promise<Took> {
  const started = process.cpuUsage()
  const told = await outcome(input)
  const { user, system } = process.cpuUsage(started)
  return { ...told, milliseconds: (user + system) / 1000, memory: mostHeld() }
}

/** What Node tells of it begins with what the process had that began this one; Linux tells it apart. */
function mostHeld(): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    if (kilobytes !== undefined) return 1024 * Number(kilobytes)
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024
}

async function outcome({ way, name, bytes }: Input): Promise<Pick<Took, 'kind' | 'raw'>> {
  try {
    const { kind, said } = await outcomeOf(way, name, bytes)
    const raw = said.find((sentence) => RAW.test(sentence))
    return { kind, ...(raw === undefined ? {} : { raw }) }
  } catch (error) {
    return { kind: 'thrown', raw: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
