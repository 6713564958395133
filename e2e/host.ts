/** Starts the built web host for a test run, with its own data folder, and stops it afterwards. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const ROOT = resolve(import.meta.dirname, '..')
const READY = /(http:\/\/127\.0\.0\.1\S+\/#open=[\w-]+)/
const START_LIMIT_MS = 30_000

export interface RunningHost {
  /** The address that it printed, which lets one page in. */
  url: string
  /** Another that lets one page in, as one that `npm start` opens. */
  address(): Promise<string>
  /** The person's folder: where drafts and recent files go, and where the file dialogs begin. */
  home: string
  /** Of its process. */
  pid: number
  /** Ends it, and its folder with it. */
  stop(): Promise<void>
  /** Ends it as a failing machine does; its folder stays for the next host. */
  kill(): Promise<void>
}

/**
 * @param settings environment variables of the host and of its engine @param args of the host's program
 * @param kept the folder of a host that was killed
 */
export async function startHost(
  settings: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
  kept?: string,
): Promise<RunningHost> {
  const home = kept ?? (await mkdtemp(join(tmpdir(), 'gradwire-e2e-')))
  const child = spawn(process.execPath, [join(ROOT, 'out/main/web.js'), ...args], {
    cwd: home,
    env: { ...process.env, HOME: home, USERPROFILE: home, GRADWIRE_DATA: join(home, 'data'), ...settings },
    // The channel tells the host when this process is gone, however it went.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  try {
    const url = await readUrl(child)
    // One after the other, so that two that ask at once have two.
    let last = Promise.resolve(url)
    return {
      url,
      address: () => (last = last.then(() => anotherAddress(child))),
      home,
      pid: child.pid!,
      stop: () => stop(child, home),
      kill: () => end(child, 'SIGKILL'),
    }
  } catch (error) {
    await stop(child, home)
    throw error
  }
}

function anotherAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolveUrl) => {
    child.once('message', (answer: { address: string }) => resolveUrl(answer.address))
    child.send('address')
  })
}

function readUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolveUrl, reject) => {
    let output = ''
    const fail = (why: string) => reject(new Error(`The web host ${why}. It printed:\n${output}`))
    const timer = setTimeout(() => fail(`was not ready after ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS)
    const read = (chunk: Buffer) => {
      output += chunk.toString()
      const url = READY.exec(output)?.[1]
      if (!url) return
      clearTimeout(timer)
      resolveUrl(url)
    }
    child.stdout!.on('data', read)
    child.stderr!.on('data', read)
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      fail(`ended with ${signal ?? code}`)
    })
  })
}

async function stop(child: ChildProcess, home: string): Promise<void> {
  await end(child, 'SIGTERM')
  await rm(home, { recursive: true, force: true })
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((done) => child.once('exit', done))
  child.kill(signal)
  await ended
}
