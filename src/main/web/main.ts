/** The program of the web host: `node out/main/web.js [--port N] [--file graph.json or folder]`. */
/// <reference types="vite/client" />
import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { drawerEntry, engineEntry } from '../engine-link/engine-entry'
import { forkEngine } from '../engine-link/fork-engine'
import { appFolder } from '../files/app-folder'
import { dataFolder } from '../files/data-folder'
import { developmentServer } from '../service/development-server'
import { stayUp } from '../service/stay-up'
import { startWebHost } from './web-host'
import { setLanguage } from '../../words/language'
import { tell } from '../../words/tell'

async function main(): Promise<void> {
  setLanguage(process.env['GRADWIRE_LANG'], Intl.DateTimeFormat().resolvedOptions().locale)
  const options = readOptions()
  const app = appFolder(import.meta.url)
  const engine = engineEntry(import.meta.url)
  // False in every build but that of `npm run dev`; there is no such thing where the source runs by itself.
  const development = import.meta.env?.DEV ? developmentServer(process.env) : null
  const host = await startWebHost({
    ...app,
    ...options,
    dataFolder: dataFolder(),
    developmentServer: development,
    secret: (development && process.env.GRADWIRE_DEV_SECRET) || null,
    drawer: drawerEntry(import.meta.url),
    startEngine: (documentId, folder, env) =>
      forkEngine(engine.path, documentId, { execArgv: engine.execArgv, folder, env }),
  })
  process.on('exit', () => host.close())
  stayUp((problem) => host.tell({ kind: 'trouble', problem }))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(0))
  // A parent that gave a channel and died has nobody left to stop this.
  process.on('disconnect', () => process.exit(0))
  // `npm start` asks for another address for the browser that it opens, so that the printed one is still good.
  process.on('message', (asked) => {
    if (asked === 'address') process.send?.({ address: host.address() })
  })
  console.log(tell('web.ready', 'Gradwire is at {{url}}', { url: host.url }))
}

function readOptions(): { port: number; file: string | null; folder: string | null } {
  const { values } = parseArgs({ options: { port: { type: 'string' }, file: { type: 'string' } } })
  const port = values.port === undefined ? 0 : Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(
      tell('web.wrong_port', "--port is a number from 0 to 65535, not '{{port}}'.", {
        port: values.port ?? '',
      }),
    )
  if (values.file === undefined) return { port, file: null, folder: null }
  const given = resolve(values.file)
  const isFolder = statSync(given, { throwIfNoEntry: false })?.isDirectory() === true
  // What lies beside a file that was given is given with it.
  return isFolder ? { port, file: null, folder: given } : { port, file: given, folder: dirname(given) }
}

try {
  await main()
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException
  console.error(
    tell('cli.error', 'error: {{message}}', {
      message:
        code === 'EADDRINUSE'
          ? tell(
              'web.port_taken',
              'That port is taken by another program. Choose another --port, or leave it out.',
            )
          : message,
    }),
  )
  process.exit(code?.startsWith('ERR_PARSE_ARGS') ? 2 : 1)
}
