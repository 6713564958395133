/**
 * Whether the host that holds something still lives, which neither clock, sleep nor a process id that another program has by now can tell wrong: each
 * host listens at a socket, and the system closes that with the process, whatever ended it.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, unlink } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { thisMachine } from './this-machine'

/** How others find a host: where it listens, and on which machine, as several may share a folder. */
export const hostAddress = z.object({ machine: z.string(), socket: z.string() })
export type HostAddress = z.infer<typeof hostAddress>

const SOCKET = /^host-[0-9a-f]{12}\.sock$/
/** Of a socket's path, what every system takes. */
const MOST_LETTERS = 100
/** A host that listens answers at once, also while it is busy: the system does it. */
const PATIENCE_MS = 2000

export class LivingHost {
  readonly address: HostAddress
  private readonly server: Server

  private constructor(server: Server, socket: string) {
    this.server = server
    this.address = { machine: thisMachine(), socket }
  }

  /**
   * Listens in `folder`, or where that takes no sockets in the system's for temporary files; sockets of hosts that are gone are taken away.
   *
   * → null where neither can be listened in
   */
  static async start(folder: string): Promise<LivingHost | null> {
    for (const place of [folder, tmpdir()]) {
      const socket = socketIn(place)
      if (socket.length > MOST_LETTERS) continue
      await mkdir(place, { recursive: true, mode: 0o700 }).catch(() => undefined)
      if (place === folder) await sweep(folder)
      const server = await listening(socket)
      if (server !== null) return new LivingHost(server, socket)
    }
    return null
  }

  close(): void {
    // The server takes its socket away.
    this.server.close()
  }
}

/** Whether that host lives; null where this machine cannot know it. */
export async function lives({ machine, socket }: HostAddress): Promise<boolean | null> {
  return machine === thisMachine() ? answers(socket) : null
}

function socketIn(folder: string): string {
  const name = `host-${randomBytes(6).toString('hex')}.sock`
  return process.platform === 'win32' ? `\\\\.\\pipe\\gradwire-${name}` : join(folder, name)
}

function listening(socket: string): Promise<Server | null> {
  const server = createServer((asking) => asking.destroy())
  server.unref()
  return new Promise((resolve) => {
    server.once('error', () => resolve(null))
    server.listen(socket, () => resolve(server))
  })
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = connect(socket)
    const answer = (is: boolean) => (): void => {
      asked.destroy()
      resolve(is)
    }
    asked.once('connect', answer(true))
    asked.once('error', answer(false))
    // Its queue is full: somebody has it.
    asked.setTimeout(PATIENCE_MS, answer(true))
  })
}

async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter((each) => SOCKET.test(each)))
    if (!(await answers(join(folder, name)))) await unlink(join(folder, name)).catch(() => undefined)
}
