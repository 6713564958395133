/** `gradwire [file]` opens the editor; `gradwire setup` sets up what it needs. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CommandError, report } from './terminal'
import type { ExitCode } from './terminal'
import { tell } from '../../words/tell'

/** Opens the app as `npm start` does. Errors: no such file, no such command. */
export async function openEditor([file, ...more]: string[]): Promise<ExitCode> {
  if (file?.startsWith('-'))
    throw new CommandError(
      tell('cli.there_is_no_option_see', "There is no option '{{file}}'. See gradwire --help.", { file }),
      2,
    )
  if (file !== undefined && !existsSync(file)) {
    if (/[./\\]/.test(file))
      throw new CommandError(
        tell('cli.cannot_open_there_is_no', 'Cannot open {{file}}: There is no such file. Check the path.', {
          file,
        }),
      )
    throw new CommandError(
      tell(
        'cli.there_is_no_command_and',
        "There is no command '{{file}}', and no such file. See gradwire --help.",
        { file },
      ),
      2,
    )
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
