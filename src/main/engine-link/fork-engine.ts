/** Starts an engine process with Node's own `child_process.fork`. */
import { fork } from 'node:child_process'
import type { EngineMessage } from '../../engine/protocol'
import type { EngineTransport } from './engine-client'
import { EngineFolder } from './engine-folder'

export interface ForkOptions {
  /** The folder that host and engine share. Default: one of its own, removed when it ends. */
  folder?: string
  /** Added to this process's environment. */
  env?: Readonly<Record<string, string>>
  /** Arguments for Node itself, e.g. a loader in tests. Default: none. */
  execArgv?: string[]
}

const STDERR_KEPT = 2000

/** Forks the engine at `path` (the built `engine.js`) for a document. What it prints goes to nobody but the exit message. */
export function forkEngine(path: string, documentId: string, options: ForkOptions = {}): EngineTransport {
  const own = options.folder === undefined ? new EngineFolder() : null
  const folder = options.folder ?? own!.path
  const child = fork(path, [documentId, folder], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: options.execArgv ?? [],
    env: { TF_CPP_MIN_LOG_LEVEL: '2', ...process.env, ...options.env },
  })
  let stderr = ''
  child.stderr?.setEncoding('utf8')
  child.stderr?.on('data', (text: string) => (stderr = (stderr + text).slice(-STDERR_KEPT)))
  return {
    documentId,
    folder,
    get pid() {
      return child.pid
    },
    send(request) {
      // A child that is going down answers by its exit; the write error says nothing more.
      child.send(request, () => undefined)
    },
    onMessage(listener) {
      child.on('message', (message) => listener(message as EngineMessage))
    },
    onExit(listener) {
      let told = false
      const tell = (code: number | null, signal: string | null): void => {
        if (told) return
        told = true
        own?.remove()
        listener({ code, signal, stderr })
      }
      // The child's own `close` does not come after a disconnect, so the last of stderr is awaited here.
      child.on('exit', (code, signal) => {
        if (child.stderr === null || child.stderr.closed) tell(code, signal)
        else child.stderr.once('close', () => tell(code, signal))
      })
      // A process that never started.
      child.on('error', (error) => {
        stderr += error.message
        if (child.pid === undefined) tell(null, null)
      })
    },
    end(force = false) {
      if (force) child.kill('SIGKILL')
      else if (child.connected) child.disconnect()
    },
  }
}
