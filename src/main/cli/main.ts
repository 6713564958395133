/** The command line `gradwire`. */
import { CommanderError } from 'commander'
import { appFolder } from '../files/app-folder'
import { drawerEntry, engineEntry, readerEntry } from '../engine-link/engine-entry'
import { makeProgram } from './program'
import { CommandError, errorText, report } from './terminal'
import type { ExitCode } from './terminal'
import { version } from './version'
import { setLanguage } from '../../words/language'

const entry = engineEntry(import.meta.url)
const reader = readerEntry(import.meta.url)
const drawer = drawerEntry(import.meta.url)
const VERSION = appFolder(import.meta.url).version

setLanguage(process.env['GRADWIRE_LANG'], Intl.DateTimeFormat().resolvedOptions().locale)

let exitCode: ExitCode = 0

/** `--version` ends the parsing at once, so the two together are looked for before. */
function asksForVersions(args: string[]): boolean {
  return args.length === 2 && args.includes('--version') && args.includes('--json')
}

async function main(): Promise<void> {
  try {
    if (asksForVersions(process.argv.slice(2))) exitCode = await version(VERSION, entry)
    else
      await makeProgram({
        version: VERSION,
        entry,
        reader,
        drawer,
        finish: (code) => (exitCode = code),
      }).parseAsync()
  } catch (error) {
    if (error instanceof CommanderError) exitCode = error.exitCode === 0 ? 0 : 2
    else if (error instanceof CommandError) {
      report(errorText(error.message))
      exitCode = error.exitCode
    } else throw error
  }
  process.exit(exitCode)
}

await main()
