/**
 * `npm run dev [-- --electron] [-- --port N]`: the editor while it is worked on. A change of the page shows without a reload; a
 * change of the host or the engine builds and starts them anew, and the open page finds them again at the same address.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { main, setup } from './setup.mjs'
import { forgetBuild } from './setup/build.mjs'
import { ROOT } from './setup/shell.mjs'

/** Has electron-vite start the web host in Node, and every host the same address and secrets. */
const WEB_HOST = {
  ELECTRON_EXEC_PATH: process.execPath,
  ELECTRON_ENTRY: join(ROOT, 'out', 'main', 'web.js'),
  GRADWIRE_DEV_SECRET: randomBytes(24).toString('base64url'),
}

await main(async () => {
  const { values } = parseArgs({ options: { electron: { type: 'boolean' }, port: { type: 'string' } } })
  await setup({ app: false })
  forgetBuild()
  const program = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const env = {
    ...process.env,
    GRADWIRE_DEV_PORT: String(await freePort()),
    ...(values.electron ? {} : WEB_HOST),
  }
  // electron-vite hands what follows the dashes on to the host.
  const host = values.electron ? [] : ['--', '--port', values.port ?? String(await freePort())]
  const child = spawn(process.execPath, [program, 'dev', '--watch', ...host], {
    cwd: ROOT,
    env,
    stdio: 'inherit',
  })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal))
  return new Promise((done) => child.once('exit', (code, signal) => done(signal ? 0 : (code ?? 1))))
})

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      server.close(() => done(port))
    })
  })
}
