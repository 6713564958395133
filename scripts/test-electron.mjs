/** `npm run test:electron`: the browser journeys again, in Electron. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { main, setup } from './setup.mjs'
import { ROOT, run, SetupError } from './setup/shell.mjs'

await main(async () => {
  await setup()
  if (!electronIsInstalled())
    throw new SetupError(
      'Electron’s binary is not installed.',
      'Run `npm start -- --electron` once on a machine that reaches its host, then run this again.',
    )
  const { status } = await run(
    process.execPath,
    [join(ROOT, 'node_modules/@playwright/test/cli.js'), 'test'],
    {
      show: true,
      env: { GRADWIRE_E2E_HOST: 'electron' },
    },
  )
  return status ?? 1
})

function electronIsInstalled() {
  const folder = join(ROOT, 'node_modules', 'electron')
  return (
    existsSync(join(folder, 'path.txt')) &&
    Boolean(createRequire(join(ROOT, 'package.json')).resolve('electron'))
  )
}
