/** The command line `gradwire`. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CommanderError, InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import { PICTURE_THEMES } from '../../graph/export/picture/themes'
import { exportTargetNames } from '../../graph/export/targets'
import { importFormats } from '../../graph/import/import-file'
import { appFolder } from '../files/app-folder'
import { USUAL_SCALE } from '../export/export-file'
import { bench } from './bench'
import type { BenchArguments } from './bench'
import { parseBreak } from './break-option'
import { check } from './check'
import { diff } from './diff'
import { engineEntry } from '../engine-link/engine-entry'
import { exportGraph } from './export'
import type { ExportArguments } from './export'
import { importGraph } from './import'
import { KeyedCommand } from './keyed-command'
import type { ImportArguments } from './import'
import { run } from './run'
import type { RunArguments } from './run'
import { summary } from './summary'
import { CommandError, errorText, report } from './terminal'
import type { ExitCode } from './terminal'
import { train } from './train'
import type { TrainArguments } from './train'
import { version } from './version'
import { setLanguage } from '../../words/language'
import { tell } from '../../words/tell'

const entry = engineEntry(import.meta.url)
const VERSION = appFolder(import.meta.url).version

setLanguage(process.env['GRADWIRE_LANG'], Intl.DateTimeFormat().resolvedOptions().locale)

const WEIGHTS = [
  '--weights <file>',
  tell('cli.option.weights', 'keys as in state_dict: safetensors, or what torch.save wrote'),
] as const
const INPUTS = [
  '--inputs <file>',
  tell('cli.option.inputs', 'safetensors with one tensor for each Input node'),
] as const
const JSON_OUTPUT = ['--json', tell('cli.option.json', 'print JSON')] as const
const OUT = ['--out <file>', tell('cli.option.out', 'where to write the result, as safetensors')] as const

let exitCode: ExitCode = 0

function makeProgram(): Command {
  const program = new KeyedCommand('gradwire')
    .description(tell('cli.does.gradwire', 'Wire neural networks, train them, and look at what flows.'))
    .version(
      VERSION,
      '--version',
      tell('cli.option.version', 'print the version; with --json, also of what it runs on'),
    )
    .argument('[file]', tell('cli.argument.file', 'opens the editor, with this graph'))
    .helpOption('--help', tell('cli.option.help', 'show this help'))
    .helpCommand(false)
    .exitOverride()
    // What looks like a mistyped command is refused as that, and not for its options.
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async (_file, _options, command: Command) => void (exitCode = await openEditor(command.args)))
  addCheck(program)
  addSummary(program)
  addRun(program)
  addTrain(program)
  addBench(program)
  addExport(program)
  addImport(program)
  addDiff(program)
  addSetup(program)
  for (const command of program.commands) command.allowExcessArguments(false)
  return program
}

function addCheck(program: Command): void {
  program
    .command('check <graph>')
    .description(tell('cli.does.check', 'validate a graph: one line a finding, exit code 1 when it is wrong'))
    .option(...JSON_OUTPUT)
    .action(async (file: string, options: { json?: boolean }) => void (exitCode = await check(file, options)))
}

function addSummary(program: Command): void {
  program
    .command('summary <graph>')
    .description(
      tell('cli.does.summary', 'print(net), and a table of layers, shapes, parameters and multiply-adds'),
    )
    .option(...JSON_OUTPUT)
    .action(
      async (file: string, options: { json?: boolean }) =>
        void (exitCode = await summary(file, options, entry)),
    )
}

function addRun(program: Command): void {
  program
    .command('run <graph>')
    .description(
      tell('cli.does.run', 'one pass: act/<path>, and with --grad grad/<path>, param_grad/<key> and loss'),
    )
    .option(...WEIGHTS)
    .option(...INPUTS)
    .addOption(
      new Option('--mode <mode>', tell('cli.option.mode', 'as net.train() or net.eval()'))
        .choices(['train', 'eval'])
        .default('train'),
    )
    .option('--grad', tell('cli.option.grad', 'run backward too'), false)
    .requiredOption(...OUT)
    .action(async (file: string, options: RunArguments) => void (exitCode = await run(file, options, entry)))
}

function addTrain(program: Command): void {
  program
    .command('train <graph>')
    .description(tell('cli.does.train', 'train; writes loss_curve and final/<key>'))
    .option(...WEIGHTS)
    .option(
      '--inputs <file>',
      tell('cli.option.train_inputs', "train on these tensors instead of the graph's Dataset"),
    )
    .addOption(
      new Option('--steps <n>', tell('cli.option.steps', 'stop after this many steps')).argParser(whole(0)),
    )
    .addOption(
      new Option(
        '--epochs <n>',
        tell('cli.option.epochs', 'times through the data (default: as the graph says)'),
      )
        .argParser(whole(0))
        .conflicts('steps'),
    )
    .option('--no-shuffle', tell('cli.option.no_shuffle', 'walk the data in its order'))
    .addOption(
      new Option(
        '--seed <n>',
        tell('cli.option.seed', 'seed of weights, shuffling and dropout (default: as the graph says)'),
      ).argParser(whole(0)),
    )
    .option('--json', tell('cli.option.json_events', 'print one JSON event a line'))
    .addOption(
      new Option(
        '--break <name>[.<handle>]:<pass>:<condition>',
        tell(
          'cli.option.break',
          'stop where a value meets a condition, print it, exit code 3; writes nothing',
        ),
      ).argParser(parseBreak),
    )
    .option(...OUT)
    .action(async (file: string, options: TrainArguments, command: Command) => {
      if (options.out === undefined && options.break === undefined)
        command.error(`error: required option '${OUT[0]}' not specified`)
      exitCode = await train(file, options, entry)
    })
}

function addExport(program: Command): void {
  program
    .command('export <graph>')
    .description(tell('cli.does.export', 'write the graph for other programs'))
    .addOption(
      new Option('--to <format>', tell('cli.option.to', 'what to write'))
        .choices(exportTargetNames)
        .makeOptionMandatory(),
    )
    .option(...WEIGHTS)
    .requiredOption(
      '--out <path>',
      tell('cli.option.export_out', 'where to write it: a folder for pytorch, else a file'),
    )
    .option(
      '--force',
      tell('cli.option.export_force', 'write into a folder that holds something else'),
      false,
    )
    .addOption(
      new Option('--theme <theme>', tell('cli.option.theme', 'of svg and png'))
        .choices(PICTURE_THEMES)
        .default('light'),
    )
    .addOption(
      new Option('--scale <n>', tell('cli.option.scale', 'of png: pixels for each pixel of the canvas'))
        .argParser(pictureScale)
        .default(USUAL_SCALE),
    )
    .action(
      async (file: string, options: ExportArguments) =>
        void (exitCode = await exportGraph(file, options, entry)),
    )
}

function addImport(program: Command): void {
  const kinds = importFormats.map(({ name }) => name).join(', ')
  program
    .command('import <file>')
    .description(tell('cli.does.import', "make a graph of another program's file: {{kinds}}", { kinds }))
    .requiredOption(
      '--out <graph>',
      tell('cli.option.import_out', 'where to write the graph; weights go beside it, as safetensors'),
    )
    .option('--force', tell('cli.option.import_force', 'replace a file of weights that is there'), false)
    .action(
      async (file: string, options: ImportArguments) => void (exitCode = await importGraph(file, options)),
    )
}

function addDiff(program: Command): void {
  program
    .command('diff <before> <after>')
    .description(
      tell('cli.does.diff', 'what a change of a graph means: exit code 0 equal, 1 different, 2 trouble'),
    )
    .option(...JSON_OUTPUT)
    .action(
      async (before: string, after: string, options: { json?: boolean }) =>
        void (exitCode = await diff(before, after, options)),
    )
}

function addBench(program: Command): void {
  program
    .command('bench <graph>')
    .description(tell('cli.does.bench', 'time training steps and forward passes'))
    .addOption(
      new Option(
        '--batch <n>',
        tell('cli.option.batch', 'samples a batch (default: as the graph says)'),
      ).argParser(whole(1)),
    )
    .addOption(new Option('--steps <n>', tell('cli.option.bench_steps', 'steps to time')).argParser(whole(1)))
    .addOption(
      new Option(
        '--probes <which>',
        tell('cli.option.probes', 'look at no wire, or at every wire 10 times a second'),
      )
        .choices(['none', 'all'])
        .default('none'),
    )
    .option('--profile', tell('cli.option.profile', 'also show where a step goes, by module and by kernel'))
    .option(...JSON_OUTPUT)
    .action(
      async (file: string, options: BenchArguments) => void (exitCode = await bench(file, options, entry)),
    )
}

function addSetup(program: Command): void {
  program
    .command('setup')
    .description(tell('cli.does.setup', "install TensorFlow's native library where it is missing"))
    .action(async () => void (exitCode = await runScript('setup.mjs', [])))
}

/** Reads a whole number of at least `least`. */
function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(
        tell('cli.give_whole_number_of_at', 'Give a whole number of at least {{least}}.', { least }),
      )
    return value
  }
}

/** Reads how much larger than the canvas a picture is. */
function pictureScale(text: string): number {
  const value = Number(text)
  if (!(value >= 0.1 && value <= 10))
    throw new InvalidArgumentError(tell('cli.give_number_from_0_1', 'Give a number from 0.1 to 10.'))
  return value
}

/** Opens the app as `npm start` does. Errors: no such file, no such command. */
async function openEditor([file, ...more]: string[]): Promise<ExitCode> {
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
function runScript(name: string, args: string[]): Promise<ExitCode> {
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

/** `--version` ends the parsing at once, so the two together are looked for before. */
function asksForVersions(args: string[]): boolean {
  return args.length === 2 && args.includes('--version') && args.includes('--json')
}

async function main(): Promise<void> {
  try {
    if (asksForVersions(process.argv.slice(2))) exitCode = await version(VERSION, entry)
    else await makeProgram().parseAsync()
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
