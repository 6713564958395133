/** A supervisor over the real engine, with what it says, for tests. */
import type { EngineEvent, Progress } from '../../engine/protocol'
import { engineEntry } from '../engine-link/engine-entry'
import { forkEngine } from '../engine-link/fork-engine'
import { EngineSupervisor } from './engine-supervisor'
import type { SupervisorOptions } from './engine-supervisor'

const engine = engineEntry(new URL('../web/main.ts', import.meta.url).href)

export function superviseRealEngine(
  options: Pick<SupervisorOptions, 'checkpointMs' | 'limits'> & {
    onEvent?: (event: EngineEvent) => void
  } = {},
) {
  const listeners = new Set<() => void>()
  const logs: string[] = []
  let last: Progress | null = null
  let [pid, path] = [0, '']
  const supervisor = new EngineSupervisor({
    ...options,
    start: (folder) => {
      path = folder
      const transport = forkEngine(engine.path, 'net', { execArgv: engine.execArgv, folder })
      pid = transport.pid!
      return transport
    },
    onStatus: () => {
      for (const listener of listeners) listener()
    },
    onEvent: (event) => {
      if (event.kind === 'progress') last = event
      if (event.kind === 'log' && event.level === 'error') logs.push(event.message)
      options.onEvent?.(event)
      for (const listener of listeners) listener()
    },
    onFrame: () => undefined,
  })
  /** Waits until it holds; looked at with every event, and now and then. */
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = (): void => {
        if (!condition()) return
        clearInterval(timer)
        listeners.delete(look)
        resolve()
      }
      const timer = setInterval(look, 5)
      listeners.add(look)
    })
  return {
    supervisor,
    logs,
    until,
    progress: () => last,
    folder: () => path,
    /** The process that was started last, up or not. */
    pid: () => pid,
    kill: () => process.kill(pid, 'SIGKILL'),
    close: () => supervisor.close(),
  }
}
