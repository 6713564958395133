/** Debian's own packages, where set-up may install them. */
import { existsSync } from 'node:fs'
import { run } from './shell.mjs'

const SECONDS = 600
/** Another program may be installing something. */
const PATIENT = ['-o', `DPkg::Lock::Timeout=${SECONDS / 2}`]

/** Whether this is Debian (or one of its kind) and the person is root. */
export function canInstallFromDebian() {
  return existsSync('/etc/debian_version') && process.getuid?.() === 0
}

/** Installs packages without what they only recommend. Whether that went well is the caller's to look at. @param {string[]} packages */
export async function installFromDebian(packages) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-qq'], { seconds: SECONDS, env })
  await run('apt-get', ['install', ...PATIENT, '-y', '-qq', '--no-install-recommends', ...packages], {
    seconds: SECONDS,
    env,
  })
}
