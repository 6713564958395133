/** Paths as they are typed: `-` is stdin or stdout, and `~` the person's folder where no shell has said so before. */
import type { Command } from 'commander'
import { fullPath } from '../files/full-path'
import { CommandError, stdoutIsResult } from './terminal'
import { tell } from '../../words/tell'

/** Stdin where something is read, stdout where something is written. */
export const STREAM = '-'

/** What the options and arguments are called that stand for paths. */
const READ = /^(graph|file|before|after)$/
const WRITTEN = /^(out|weightsOut)$/

/** Whether a value is a path, by how it stands in the help: `--out <file>`. */
export function isPath(placeholder: string): boolean {
  return /^(graph|file|path|before|after)$/.test(placeholder)
}

/**
 * Makes the paths of a call plain before its command runs.
 *
 * Errors: two of them are stdin, or two stdout.
 */
export function readPaths(command: Command): void {
  const [read, written]: [string[], string[]] = [[], []]
  command.registeredArguments.forEach((argument, at) => {
    const value: unknown = command.processedArgs[at]
    if (typeof value !== 'string' || !READ.test(argument.name())) return
    command.processedArgs[at] = expanded(value)
    read.push(value)
  })
  for (const option of command.options) {
    const name = option.attributeName()
    const value: unknown = command.getOptionValue(name)
    if (typeof value !== 'string' || !isPath(/<(\w+)>$/.exec(option.flags)?.[1] ?? '')) continue
    command.setOptionValueWithSource(name, expanded(value), command.getOptionValueSource(name))
    const side = WRITTEN.test(name) ? written : read
    side.push(value)
  }
  const streams = (paths: readonly string[]): number => paths.filter((path) => path === STREAM).length
  if (streams(read) > 1)
    throw new CommandError(
      tell('cli.stdin_once', "Only one file can be read from stdin: give '-' once, and the others by name."),
      2,
    )
  if (streams(written) > 1)
    throw new CommandError(
      tell(
        'cli.stdout_once',
        "Only one file can be written to stdout: give '-' once, and the other by name.",
      ),
      2,
    )
  if (streams(written) === 1) stdoutIsResult()
}

/** As people are told of it. */
export function shownPath(path: string, stream: 'stdin' | 'stdout'): string {
  return path === STREAM ? stream : path
}

function expanded(path: string): string {
  return /^~(?=$|[/\\])/.test(path) ? fullPath(path) : path
}
