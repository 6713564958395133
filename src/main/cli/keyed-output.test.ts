import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILD_PATIENCE, buildProgram, PROGRAM } from '../../../scripts/built-program.mjs'
import { plainProse, unmarked } from '../../words/plain-prose'

const SAMPLES = fileURLToPath(new URL('../../../resources/samples/', import.meta.url))
const regression = join(SAMPLES, 'linear-regression.json')
const folder = mkdtempSync(join(tmpdir(), 'gradwire-keyed-'))
const file = (name: string) => join(folder, name)

beforeAll(async () => {
  await buildProgram()
  const net = JSON.parse(readFileSync(regression, 'utf8')) as { training: object; main: string }
  writeFileSync(file('short.json'), JSON.stringify({ ...net, training: { ...net.training, epochs: 1 } }))
  writeFileSync(file('wrong.json'), JSON.stringify({ ...net, main: 'Other' }))
  writeFileSync(file('cut.json'), '{"format": ')
  writeFileSync(file('net.py'), 'import torch.nn as nn\nnet = nn.Sequential(nn.Linear(4, 2), nn.ReLU())\n')
}, BUILD_PATIENCE)
afterAll(() => rmSync(folder, { recursive: true }))

/** All that the command prints in the language for tests. */
function printed(args: readonly string[]): Promise<string> {
  const env = { ...process.env, GRADWIRE_LANG: 'en-XA' }
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args], { env }, (_, stdout, stderr) => resolve(stdout + stderr))
  })
}

/** Names, numbers, paths, and what is typed: commands, options and what stands for their values. */
const DATA = [/\/\S+/g, /--?[a-z-]+/g, /<\w+>|\[\w+\]/g, /\bgradwire( [a-z]+)?\b/g, /\w*[.\d_]\w*/g]

function unkeyed(text: string, names: readonly RegExp[] = []): string[] {
  const rest = [...DATA, ...names].reduce((left, known) => left.replace(known, ' · '), text)
  return [...(unmarked(rest).match(/\p{L}{2,}/gu) ?? []), ...plainProse(rest)]
}

const COMMANDS = [
  'check',
  'summary',
  'run',
  'train',
  'bench',
  'export',
  'import',
  'diff',
  'setup',
  'completion',
  'help',
]

describe('in another language', () => {
  it.each(['', ...COMMANDS])('the help of gradwire %s has keys', async (command) => {
    const names = [/^ {2}(file|shell)\b/gm, ...COMMANDS.map((name) => new RegExp(`^ {2}${name}\\b`, 'gm'))]
    const text = await printed([command, '--help'].filter(Boolean))
    expect(text).toMatch(/^⟦Úságé:⟧/)
    expect(unkeyed(text, names)).toEqual([])
  })

  it.each([
    ['a command that there is not', ['chek']],
    ['no command, and files of none', ['run', '-', '--inputs', '-', '--out', 'b']],
    ['help for a command that there is not', ['help', 'chek']],
    ['an option that there is not', ['check', '--jsn', 'a.json']],
    ['no argument', ['check']],
    ['too many arguments', ['check', 'a.json', 'b.json']],
    ['an option without its value', ['run', 'a.json', '--out']],
    ['an option that is missing', ['run', 'a.json']],
    ['options that exclude each other', ['train', 'a.json', '--steps', '1', '--epochs', '1', '--out', 'b']],
    ['no number', ['train', 'a.json', '--steps', 'many', '--out', 'b']],
    ['no setting', ['train', regression, '--set', 'linar.bias=1', '--epochs', '0']],
    ['no choice', ['export', 'a.json', '--to', 'pdf', '--out', 'b']],
    ['no file', ['check', file('none.json')]],
    ['a graph that is cut', ['check', file('cut.json')]],
    ['a graph that is wrong', ['summary', file('wrong.json')]],
    ['a file that holds no net', ['import', file('cut.json'), '--out', file('out.json')]],
  ])('a call with %s is refused with keys', async (_, args) => {
    const text = await printed(args)
    expect(text).toContain('⟦')
    expect(unkeyed(text, [/\berror Other\b/g])).toEqual([])
  })

  it.each([
    ['check', [regression]],
    ['train', [file('short.json'), '--out', file('trained')]],
    ['train', [regression, '--epochs', '0']],
    ['run', [regression, '--out', file('passed')]],
    ['bench', [file('short.json'), '--steps', '2', '--profile']],
    ['export', [regression, '--to', 'onnx', '--out', file('net.onnx')]],
    ['import', [file('net.py'), '--out', file('imported.json')]],
    ['diff', [regression, file('short.json')]],
  ])('what %s prints has keys', async (command, args) => {
    const text = await printed([command, ...args])
    const kernels = command === 'bench' ? [/\b[A-Z]\w+\b/g] : []
    expect(unkeyed(text, [/\b(linear|loss|data|training|epochs)\b/g, ...kernels])).toEqual([])
  })

  it('so has the table of a summary, below what PyTorch prints', async () => {
    const [net = '', table = ''] = (await printed(['summary', regression])).split('\n)\n')
    expect(net).toContain('Net(')
    expect(table).toContain('⟦Láýér⟧')
    expect(unkeyed(table, [/^\w+ \(\w+\)/gm])).toEqual([])
  })
})
