/** `gradwire [file]` opens the editor; `gradwire setup` sets up what it needs. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { nearest } from '../../graph/document/identifiers'
import { CommandError, report } from './terminal'
import type { ExitCode } from './terminal'
import { tell } from '../../words/tell'

/** Opens the app as `npm start` does; `commands`: what a mistyped one may have meant. Errors: no such file, no such command. */
export async function openEditor(
  [file, ...more]: (string | undefined)[],
  commands: readonly string[],
): Promise<ExitCode> {
  if (file?.startsWith('-'))
    throw new CommandError(
      withNearest(
        tell('cli.there_is_no_option', "There is no option '{{file}}'.", { file }),
        nearest(file, ['--version', '--help']),
      ),
      2,
    )
  if (file !== undefined && !existsSync(file)) {
    if (/[./\\]/.test(file))
      throw new CommandError(
        tell('cli.cannot_open_there_is_no', 'Cannot open {{file}}: There is no such file. Check the path.', {
          file,
        }),
      )
    throw noCommand(file, commands)
  }
  if (more.length > 0)
    throw new CommandError(
      tell('cli.editor_opens_one_file_is', "The editor opens one file; '{{more}}' is too much.", {
        more: more[0] ?? '',
      }),
      2,
    )
  return runScript('start.mjs', file === undefined ? [] : [file])
}

/** What is told of a command that there is not. */
export function noCommand(name: string, commands: readonly string[]): CommandError {
  return new CommandError(
    withNearest(
      tell('cli.there_is_no_command', "There is no command '{{name}}', and no such file.", { name }),
      nearest(name, commands),
    ),
    2,
  )
}

function withNearest(problem: string, near: string | undefined): string {
  const hint =
    near === undefined ? '' : `${tell('remedy.did_you_mean', "Did you mean '{{near}}'?", { near })} `
  return `${problem} ${hint}${tell('cli.see_help', 'See gradwire --help.')}`
}

/** Runs one of the scripts that set Gradwire up; they use nothing that may be missing. */
export function runScript(name: string, args: string[]): Promise<ExitCode> {
  const script = fileURLToPath(new URL(`../../scripts/${name}`, import.meta.url))
  const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit' })
  return new Promise((resolve) => {
    child.on('error', (error) => {
      report(
        tell('cli.cannot_start_script', '{{name}} could not be started: {{reason}}', {
          name,
          reason: error.message,
        }),
      )
      resolve(1)
    })
    child.on('close', (code) => resolve(code === 0 ? 0 : 1))
  })
}
