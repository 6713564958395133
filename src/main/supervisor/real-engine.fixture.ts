/** A supervisor over the real engine as it is built (from source it starts several times slower), with what it says, and nets for it, for tests. */
import type { EngineEvent, Progress } from '../../engine/protocol'
import type { Params, Training } from '../../graph/document/document'
import { testDocument } from '../../graph/document/test-graph'
import type { TestNode } from '../../graph/document/test-graph'
import { engineEntry } from '../engine-link/engine-entry'
import { forkEngine } from '../engine-link/fork-engine'
import { EngineSupervisor } from './engine-supervisor'
import type { SupervisorOptions } from './engine-supervisor'

const engine = engineEntry(new URL('../../../out/main/web.js', import.meta.url).href)

/** Digits through a chain of layers into ten scores, by the layer `last`. */
export function digitsDocument({
  data,
  hidden,
  training,
}: {
  data: Params
  hidden: readonly TestNode[]
  training: Partial<Training>
}) {
  const names = ['data.x', ...hidden.map(([nameAndType]) => nameAndType.split(': ')[0]), 'last', 'loss']
  const net = testDocument(
    [
      ['data: Dataset', { source: 'digits', ...data }],
      ...hidden,
      ['last: Linear', { out_features: 10 }],
      ['loss: CrossEntropyLoss'],
    ],
    [...names.slice(1).map((name, index) => `${names[index]} → ${name}`), 'data.y → loss.target'],
  )
  return { ...net, training: { ...net.training, ...training } }
}

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
