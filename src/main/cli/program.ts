/** Every command of `gradwire` with its options: what can be typed. */
import { Argument, InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import { PICTURE_THEMES } from '../../graph/export/picture/themes'
import { exportTargetNames } from '../../graph/export/targets'
import { importFormats } from '../../graph/import/import-file'
import { USUAL_SCALE } from '../export/draw-in-thread'
import type { EngineEntry, ProgramEntry } from '../engine-link/engine-entry'
import { bench } from './bench'
import type { BenchArguments } from './bench'
import { parseBreak } from './break-option'
import { check } from './check'
import { diff } from './diff'
import { exportGraph } from './export'
import type { ExportArguments } from './export'
import { importGraph } from './import'
import type { ImportArguments } from './import'
import { KeyedCommand } from './keyed-command'
import { completionScript, SHELLS } from './completion'
import type { Shell } from './completion'
import { noCommand, openEditor, runScript } from './open-editor'
import { readPaths } from './paths'
import { run } from './run'
import type { RunArguments } from './run'
import { parseSetting } from './set-option'
import { summary } from './summary'
import { print } from './terminal'
import type { ExitCode } from './terminal'
import { train } from './train'
import type { TrainArguments } from './train'
import { tell } from '../../words/tell'

/** Options that several commands have, made once the language is set. */
const weights = (): [string, string] => [
  '--weights <file>',
  tell('cli.option.weights', 'keys as in state_dict: safetensors, or what torch.save wrote'),
]
const fitting = (): [string, string, boolean] => [
  '--fitting',
  tell('cli.option.fitting', 'load what fits, and say what does not (strict=False)'),
  false,
]
const inputs = (): [string, string] => [
  '--inputs <file>',
  tell('cli.option.inputs', 'safetensors with one tensor for each Input node'),
]
const json = (): [string, string] => ['--json', tell('cli.option.json', 'print JSON')]
const OUT = '--out <file>'
const out = (): [string, string] => [OUT, tell('cli.option.out', 'where to write the result, as safetensors')]

export interface ProgramHost {
  /** Gradwire's own. */
  version: string
  /** What runs the engine. */
  entry: EngineEntry
  /** What reads other programs' files. */
  reader: ProgramEntry
  /** What draws pictures. */
  drawer: ProgramEntry
  /** Takes what the command that ran ends with. */
  finish: (code: ExitCode) => void
}

/** The program, whose `parseAsync` runs the command that is typed. To be made once the language is set. */
export function makeProgram(host: ProgramHost): Command {
  const program = new KeyedCommand('gradwire')
    .description(tell('cli.does.gradwire', 'Wire neural networks, train them, and look at what flows.'))
    .version(
      host.version,
      '--version',
      tell('cli.option.version', 'print the version; with --json, also of what it runs on'),
    )
    .argument('[file]', tell('cli.argument.file', 'opens the editor, with this graph'))
    .helpOption('-h, --help', tell('cli.option.help', 'show this help'))
    .helpCommand(false)
    .addHelpText(
      'after',
      () =>
        `\n${tell('cli.help.streams', "In place of a file, '-' is stdin where it is read, and stdout where it is written.")}`,
    )
    .exitOverride()
    .hook('preAction', (_program, command) => readPaths(command))
    // What looks like a mistyped command is refused as that, and not for its options.
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async (_file, _options, command: Command) => {
      const [file, ...more] = command.args
      const first = command.processedArgs[0] as string | undefined
      host.finish(await openEditor([first ?? file, ...more], names(program)))
    })
  addCheck(program, host)
  addSummary(program, host)
  addRun(program, host)
  addTrain(program, host)
  addBench(program, host)
  addExport(program, host)
  addImport(program, host)
  addDiff(program, host)
  addSetup(program, host)
  addCompletion(program, host)
  addHelp(program)
  for (const command of program.commands) command.allowExcessArguments(false)
  return program
}

function addCheck(program: Command, host: ProgramHost): void {
  program
    .command('check <graph>')
    .description(tell('cli.does.check', 'validate a graph: one line a finding, exit code 1 when it is wrong'))
    .option(...json())
    .action(async (file: string, options: { json?: boolean }) => host.finish(await check(file, options)))
}

function addSummary(program: Command, host: ProgramHost): void {
  program
    .command('summary <graph>')
    .description(
      tell('cli.does.summary', 'print(net), and a table of layers, shapes, parameters and multiply-adds'),
    )
    .option(...json())
    .action(async (file: string, options: { json?: boolean }) =>
      host.finish(await summary(file, options, host.entry)),
    )
}

function addRun(program: Command, host: ProgramHost): void {
  program
    .command('run <graph>')
    .description(
      tell('cli.does.run', 'one pass: act/<path>, and with --grad grad/<path>, param_grad/<key> and loss'),
    )
    .option(...weights())
    .option(...fitting())
    .option(...inputs())
    .addOption(
      new Option('--mode <mode>', tell('cli.option.mode', 'as net.train() or net.eval()'))
        .choices(['train', 'eval'])
        .default('train'),
    )
    .option('--grad', tell('cli.option.grad', 'run backward too'), false)
    .requiredOption(...out())
    .action(async (file: string, options: RunArguments) => host.finish(await run(file, options, host.entry)))
}

function addTrain(program: Command, host: ProgramHost): void {
  const command = program
    .command('train <graph>')
    .description(tell('cli.does.train', 'train; writes loss_curve and final/<key>'))
    .option(...weights())
    .option(...fitting())
    .option(
      '--inputs <file>',
      tell('cli.option.train_inputs', "train on these tensors instead of the graph's Dataset"),
    )
  addRunSettings(command)
  command
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
    .option(...out())
    .option(
      '--weights-out <file>',
      tell('cli.option.weights_out', 'where to write the weights alone, as a plain state_dict'),
    )
    .action(async (file: string, options: TrainArguments) => {
      if (needsOutput(options)) command.error(`error: required option '${OUT}' not specified`)
      host.finish(await train(file, options, host.entry))
    })
}

/** How a run goes, where that is otherwise than the graph says. */
function addRunSettings(command: Command): void {
  command
    .addOption(
      new Option('--steps <n>', tell('cli.option.steps', 'stop after this many steps')).argParser(whole(0)),
    )
    .addOption(
      new Option(
        '--epochs <n>',
        tell('cli.option.epochs', 'times through the data (default: as the graph says); 0 only evaluates'),
      )
        .argParser(whole(0))
        .conflicts('steps'),
    )
    .addOption(
      new Option(
        '--set <path>=<value>',
        tell(
          'cli.option.set',
          'another setting for this run, such as {{example}} or {{other}}; may be repeated',
          { example: 'training.optimizer.params.lr=0.1', other: 'fc1.out_features=64' },
        ),
      ).argParser(parseSetting),
    )
    .option(
      '--test <file>',
      tell('cli.option.test', 'judge the trained net on these tensors: loss, accuracy and metrics'),
    )
    .option('--no-shuffle', tell('cli.option.no_shuffle', 'walk the data in its order'))
    .addOption(
      new Option(
        '--seed <n>',
        tell('cli.option.seed', 'seed of weights, shuffling and dropout (default: as the graph says)'),
      ).argParser(whole(0)),
    )
}

function addExport(program: Command, host: ProgramHost): void {
  program
    .command('export <graph>')
    .description(tell('cli.does.export', 'write the graph for other programs'))
    .addOption(
      new Option('--to <format>', tell('cli.option.to', 'what to write'))
        .choices(exportTargetNames)
        .makeOptionMandatory(),
    )
    .option(...weights())
    .option(...fitting())
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
    .option(
      '--no-values',
      tell('cli.option.no_values', 'of svg and png: without shapes and settings, names and types alone'),
    )
    .addOption(
      new Option(
        '--batch <n>',
        tell('cli.option.onnx_batch', 'of onnx: how many samples it takes at once (default: any number)'),
      )
        .argParser(whole(1))
        .default(null),
    )
    .option('--no-samples', tell('cli.option.no_samples', 'of pytorch: without the data (data.safetensors)'))
    .action(async (file: string, options: ExportArguments) =>
      host.finish(await exportGraph(file, options, host.entry, host.drawer)),
    )
}

function addImport(program: Command, host: ProgramHost): void {
  const kinds = importFormats.map(({ name }) => name).join(', ')
  program
    .command('import <file>')
    .description(tell('cli.does.import', "make a graph of another program's file: {{kinds}}", { kinds }))
    .requiredOption(
      '--out <graph>',
      tell('cli.option.import_out', 'where to write the graph; weights go beside it, as safetensors'),
    )
    .option('--force', tell('cli.option.import_force', 'replace a graph and weights that are there'), false)
    .option(
      '--net <net>',
      tell('cli.option.import_net', 'of source: which net, by its name or as a call such as Net(10)'),
    )
    .option(
      '--folder <folder>',
      tell('cli.option.import_folder', 'of source: where the files are that it imports; else its own folder'),
    )
    .option(...json())
    .action(async (file: string, options: ImportArguments) =>
      host.finish(await importGraph(file, options, host.reader)),
    )
}

function addDiff(program: Command, host: ProgramHost): void {
  program
    .command('diff <before> <after>')
    .description(
      tell('cli.does.diff', 'what a change of a graph means: exit code 0 equal, 1 different, 2 trouble'),
    )
    .option(...json())
    .action(async (before: string, after: string, options: { json?: boolean }) =>
      host.finish(await diff(before, after, options)),
    )
}

function addBench(program: Command, host: ProgramHost): void {
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
    .option(...json())
    .action(async (file: string, options: BenchArguments) =>
      host.finish(await bench(file, options, host.entry)),
    )
}

function addSetup(program: Command, host: ProgramHost): void {
  program
    .command('setup')
    .description(tell('cli.does.setup', "install TensorFlow's native library where it is missing"))
    .action(async () => host.finish(await runScript('setup.mjs', [])))
}

function addCompletion(program: Command, host: ProgramHost): void {
  program
    .command('completion')
    .description(tell('cli.does.completion', 'print a script that completes these commands in a shell'))
    .addArgument(new Argument('<shell>', tell('cli.argument.shell', 'the shell')).choices(SHELLS))
    .action((shell: Shell) => {
      print(completionScript(program, shell))
      host.finish(0)
    })
}

function addHelp(program: Command): void {
  program
    .command('help [command]')
    .description(tell('cli.does.help', 'show the help of a command, or this one'))
    .action((name?: string) => {
      if (name === undefined) return program.help()
      const found = program.commands.find((command) => command.name() === name)
      if (found) return found.help()
      throw noCommand(name, names(program))
    })
}

function names(program: Command): string[] {
  return program.commands.map((command) => command.name())
}

/** Whether a run would be for nothing: one that trains, and writes nothing. */
function needsOutput({ out: result, weightsOut, break: stop, epochs, steps }: TrainArguments): boolean {
  const evaluates = epochs === 0 || steps === 0
  return [result, weightsOut, stop].every((each) => each === undefined) && !evaluates
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
