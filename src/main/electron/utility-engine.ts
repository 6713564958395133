/** Starts an engine process with Electron's `utilityProcess`. */
import { utilityProcess } from 'electron'
import type { EngineMessage } from '../../engine/protocol'
import type { EngineTransport } from '../engine-link/engine-client'

const STDERR_KEPT = 2000

/** Starts the built engine at `path` for a document; `folder` is what it shares with the host, `env` is added to its environment. */
export function utilityEngine(
  path: string,
  documentId: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): EngineTransport {
  const child = utilityProcess.fork(path, [documentId, folder], {
    serviceName: 'Gradwire engine',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { TF_CPP_MIN_LOG_LEVEL: '2', ...process.env, ...env },
  })
  let stderr = ''
  child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-STDERR_KEPT)))
  return {
    documentId,
    folder,
    get pid() {
      return child.pid
    },
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A process has no origin.
    send: (request) => child.postMessage(request),
    onMessage: (listener) => void child.on('message', (message: EngineMessage) => listener(message)),
    onExit: (listener) => void child.once('exit', (code) => listener({ code, signal: null, stderr })),
    end(force = false) {
      // Its own `kill` asks only, which an engine in the middle of a step does not hear.
      if (force && child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
      else child.kill()
    },
  }
}
