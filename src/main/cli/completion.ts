/** Scripts that complete commands, options and their values in a shell: made of what the program itself knows, so that a Tab starts no process. */
import type { Command, Option } from 'commander'
import { isPath } from './paths'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** The script of a shell. */
export function completionScript(program: Command, shell: Shell): string {
  const commands = program.commands.map((command) => commandOf(command, program))
  return SCRIPTS[shell](commands).join('\n')
}

interface Completed {
  name: string
  description: string
  options: CompletedOption[]
  /** What can stand for its arguments; undefined: a file. */
  words: readonly string[] | undefined
}

interface CompletedOption {
  long: string
  short: string | undefined
  description: string
  /** What follows it: nothing, one of these words, a file, or what nobody can guess. */
  value: readonly string[] | 'none' | 'file' | 'free'
}

function commandOf(command: Command, program: Command): Completed {
  const options = command.createHelp().visibleOptions(command)
  const [first] = command.registeredArguments
  const words = command.name() === 'help' ? program.commands.map((each) => each.name()) : first?.argChoices
  return {
    name: command.name(),
    description: command.description(),
    options: options.map(optionOf),
    words: first === undefined ? [] : words,
  }
}

function optionOf(option: Option): CompletedOption {
  const placeholder = /<(\w+)>$/.exec(option.flags)?.[1] ?? ''
  const value = option.argChoices ?? (isPath(placeholder) ? 'file' : option.required ? 'free' : 'none')
  return { long: option.long ?? '', short: option.short, description: option.description, value }
}

const SCRIPTS: Readonly<Record<Shell, (commands: readonly Completed[]) => string[]>> = { bash, zsh, fish }

/** What is in no case falls back to files, as bash completes them. */
function bash(commands: readonly Completed[]): string[] {
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap(({ long, value }) => {
      const when = `    '${name} ${long}')`
      if (value === 'none') return []
      if (value === 'file') return [`${when} return ;;`]
      if (value === 'free') return [`${when} compopt +o default 2> /dev/null; return ;;`]
      return [`${when} COMPREPLY=($(compgen -W '${value.join(' ')}' -- "$current")); return ;;`]
    }),
  )
  const flags = commands.map(
    ({ name, options }) =>
      `    ${name}) words='${options.flatMap(({ short, long }) => [short, long].filter(Boolean)).join(' ')}' ;;`,
  )
  const words = commands.flatMap((each) =>
    each.words === undefined ? [] : [`    ${each.name}) words='${each.words.join(' ')}' ;;`],
  )
  return [
    '# source <(gradwire completion bash)',
    '_gradwire() {',
    "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command='' words='' i",
    "  if [[ $current == '=' ]]; then current=''",
    "  elif [[ $previous == '=' ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi",
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    '    if [[ ${COMP_WORDS[i]} != -* ]]; then command=${COMP_WORDS[i]}; break; fi',
    '  done',
    '  COMPREPLY=()',
    '  case "$command $previous" in',
    ...values,
    '  esac',
    '  if [[ $current == -* ]]; then case $command in',
    ...flags,
    "    '') words='-h --help --version' ;;",
    '  esac; else case $command in',
    ...words,
    `    '') words='${commands.map(({ name }) => name).join(' ')}' ;;`,
    '  esac; fi',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    'complete -o default -F _gradwire gradwire',
  ]
}

function zsh(commands: readonly Completed[]): string[] {
  const text = (value: string): string => value.replaceAll(/[[\]:\\]/g, String.raw`\$&`)
  const argument = ({ long, short, description, value }: CompletedOption): string[] => {
    const name = long.slice(2)
    const what =
      value === 'none'
        ? ''
        : value === 'file'
          ? `:${name}:_files`
          : `:${name}:${value === 'free' ? ' ' : `(${value.join(' ')})`}`
    return [short, long].flatMap((flag) => (flag ? [quoted(`${flag}[${text(description)}]${what}`)] : []))
  }
  return [
    '#compdef gradwire',
    '# source <(gradwire completion zsh)',
    '_gradwire() {',
    '  local curcontext=$curcontext state line',
    '  typeset -A opt_args',
    "  _arguments -C '(- *)'{-h,--help} '(- *)--version' '1: :->command' '*:: :->rest'",
    '  case $state in',
    '  command)',
    '    local -a commands=(',
    ...commands.map(({ name, description }) => `      ${quoted(`${name}:${text(description)}`)}`),
    '    )',
    '    _describe command commands',
    "    _files -g '*.json' ;;",
    '  rest)',
    '    case $words[1] in',
    ...commands.map(({ name, options, words }) => {
      const rest =
        words === undefined ? ["'*:file:_files'"] : words.length > 0 ? [`'1: :(${words.join(' ')})'`] : []
      return `    ${name}) _arguments ${[...options.flatMap(argument), ...rest].join(' ')} ;;`
    }),
    '    esac ;;',
    '  esac',
    '}',
    'if [[ $funcstack[1] == _gradwire ]]; then _gradwire "$@"; else compdef _gradwire gradwire; fi',
  ]
}

function fish(commands: readonly Completed[]): string[] {
  const line = (...parts: string[]): string => ['complete -c gradwire', ...parts].join(' ')
  return [
    '# gradwire completion fish | source',
    ...commands.map(({ name, description }) =>
      line('-n __fish_use_subcommand', '-a', name, '-d', fishQuoted(description)),
    ),
    line('-n __fish_use_subcommand', '-s h -l help'),
    line('-n __fish_use_subcommand', '-l version'),
    ...commands.flatMap(({ name, options, words }) => {
      const here = `-n '__fish_seen_subcommand_from ${name}'`
      return [
        ...(words === undefined
          ? []
          : [line(here, '-f', ...(words.length > 0 ? [`-a '${words.join(' ')}'`] : []))]),
        ...options.map(({ long, short, description, value }) =>
          line(
            here,
            ...(short ? ['-s', short.slice(1)] : []),
            '-l',
            long.slice(2),
            ...fishValue(value),
            '-d',
            fishQuoted(description),
          ),
        ),
      ]
    }),
  ]
}

function fishValue(value: CompletedOption['value']): string[] {
  if (value === 'none') return []
  if (value === 'file') return ['-r -F']
  return value === 'free' ? ['-x'] : [`-x -a '${value.join(' ')}'`]
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`
}
