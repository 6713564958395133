/** Commander's commands, whose help and refusals are told in the language that is set. */
import { Command } from 'commander'
import type { Argument, ErrorOptions, Option } from 'commander'
import { errorText } from './terminal'
import { tell } from '../../words/tell'

/** A command like every other; its subcommands are of its kind. */
export class KeyedCommand extends Command {
  constructor(name?: string) {
    super(name)
    this.configureHelp({ showGlobalOptions: false, styleTitle, optionDescription, argumentDescription })
  }

  override createCommand(name?: string): KeyedCommand {
    return new KeyedCommand(name)
  }

  /** Every refusal of commander comes this way, as an English sentence with its values between quotes. */
  override error(message: string, options?: ErrorOptions): never {
    const values = [...message.matchAll(/'([^']*)'/g)].map(([, value = '']) => value)
    const said = REFUSALS[options?.code ?? '']?.(values, message)
    const near = /\(Did you mean (.+?)\?\)/.exec(message)?.[1]
    const hint =
      near === undefined ? '' : ` ${tell('cli.did_you_mean', '(Did you mean {{near}}?)', { near })}`
    super.error(said === undefined ? message : errorText(said + hint), options)
  }
}

/** By commander's codes: the values of its sentence and the sentence itself → ours. */
const REFUSALS: Readonly<Record<string, (values: readonly string[], message: string) => string>> = {
  'commander.missingArgument': ([name = '']) =>
    tell('cli.missing_argument', "missing required argument '{{name}}'", { name }),
  'commander.optionMissingArgument': ([flags = '']) =>
    tell('cli.option_needs_value', "option '{{flags}}' argument missing", { flags }),
  'commander.missingMandatoryOptionValue': ([flags = '']) =>
    tell('cli.missing_option', "required option '{{flags}}' not specified", { flags }),
  'commander.conflictingOption': ([flags = '', other = '']) =>
    tell('cli.options_conflict', "option '{{flags}}' cannot be used with option '{{other}}'", {
      flags,
      other,
    }),
  'commander.unknownOption': ([flag = '']) =>
    tell('cli.unknown_option', "unknown option '{{flag}}'", { flag }),
  'commander.excessArguments': ([command = ''], message) => {
    const [count = 0, given = 0] = [...message.matchAll(/\d+/g)].slice(-2).map(Number)
    return tell(
      'cli.too_many_arguments',
      {
        one: "too many arguments for '{{command}}'. Expected {{count}} argument but got {{given}}.",
        other: "too many arguments for '{{command}}'. Expected {{count}} arguments but got {{given}}.",
      },
      { command, count, given },
    )
  },
  'commander.invalidArgument': ([flags = '', value = ''], message) => {
    const choices = /Allowed choices are (.*)\.$/.exec(message)?.[1]
    const reason =
      choices === undefined
        ? message.replace(/^.* is invalid\. /s, '')
        : tell('cli.allowed_choices', 'Allowed choices are {{choices}}.', { choices })
    return tell('cli.invalid_value', "option '{{flags}}' argument '{{value}}' is invalid. {{reason}}", {
      flags,
      value,
      reason,
    })
  },
}

/** By what commander calls the parts of its help. */
const TITLES: Readonly<Record<string, () => string>> = {
  'Usage:': () => tell('cli.help.usage', 'Usage:'),
  'Arguments:': () => tell('cli.help.arguments', 'Arguments:'),
  'Options:': () => tell('cli.help.options', 'Options:'),
  'Commands:': () => tell('cli.help.commands', 'Commands:'),
}

function styleTitle(title: string): string {
  return TITLES[title]?.() ?? title
}

/** With what can be chosen, and what holds where nothing is. */
function optionDescription({ description, argChoices, defaultValue, required }: Option): string {
  const usual =
    defaultValue === undefined || !required
      ? []
      : [tell('cli.help.default', 'default: {{value}}', { value: JSON.stringify(defaultValue) })]
  return described(description, [...listed(argChoices), ...usual])
}

function argumentDescription({ description, argChoices }: Argument): string {
  return described(description, listed(argChoices))
}

function listed(words: readonly string[] | undefined): string[] {
  if (words === undefined) return []
  const all = words.map((each) => `"${each}"`).join(', ')
  return [tell('cli.help.choices', 'choices: {{choices}}', { choices: all })]
}

function described(description: string, more: readonly string[]): string {
  return more.length === 0 ? description : `${description} (${more.join(', ')})`
}
