/** The npm packages, exactly as package-lock.json pins them. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lastLines, npm, ROOT, say, SetupError } from './shell.mjs'

const STAMP = join(ROOT, 'node_modules', '.gradwire-lock')
const MINUTES = 15

/** True when node_modules is what the lock file asks for. */
export function dependenciesAreCurrent() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockHash()
}

export async function installDependencies() {
  if (dependenciesAreCurrent()) return
  say('installing the npm packages (npm ci, without install scripts)')
  const { status, output } = await npm(
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      seconds: MINUTES * 60,
    },
  )
  if (status !== 0)
    throw new SetupError(
      `npm ci ${status === null ? `took more than ${MINUTES} minutes` : 'failed'}:\n  ${lastLines(output)}`,
      'Check the network and the npm registry that `npm config get registry` names, then run this again.',
    )
  writeFileSync(STAMP, lockHash())
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex')
}
