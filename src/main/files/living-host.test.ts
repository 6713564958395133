import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LivingHost, lives } from './living-host'

let folder: string
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'gradwire-living-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('a host that lives', () => {
  it('is known as long as it does, and leaves nothing', async () => {
    const host = (await LivingHost.start(folder))!
    expect(await lives(host.address)).toBe(true)
    host.close()
    await expect.poll(() => lives(host.address)).toBe(false)
    expect(await readdir(folder)).toEqual([])
  })

  it('cannot be told of another machine', async () => {
    const host = (await LivingHost.start(folder))!
    expect(await lives({ ...host.address, machine: 'another' })).toBeNull()
    host.close()
  })

  it('is known while it stands still, and not once it was killed, whose socket the next one takes away', async () => {
    const socket = join(folder, 'host-0123456789ab.sock')
    const script = `require('node:net').createServer().listen(${JSON.stringify(socket)}, () => console.log('there'))`
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    const mine = (await LivingHost.start(folder))!
    const address = { ...mine.address, socket }
    child.kill('SIGSTOP')
    expect(await lives(address)).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await lives(address)).toBe(false)
    expect(await readdir(folder)).toHaveLength(2)
    const next = (await LivingHost.start(folder))!
    expect((await readdir(folder)).sort()).toEqual(
      [mine, next].map(({ address: { socket: path } }) => path.slice(folder.length + 1)).sort(),
    )
    mine.close()
    next.close()
  })

  it('listens elsewhere where its folder takes no socket', async () => {
    const host = await LivingHost.start(join(folder, 'a'.repeat(120)))
    expect(host!.address.socket).toContain(tmpdir())
    expect(await lives(host!.address)).toBe(true)
    host!.close()
  })
})
