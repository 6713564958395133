/** The command line as a shell meets it: help, pipes, paths, signals, completion. */
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILD_PATIENCE, buildProgram, gradwire, PROGRAM } from '../../../scripts/built-program.mjs'
import { readSafetensors } from '../../graph/formats/safetensors'

const folder = mkdtempSync(join(tmpdir(), 'gradwire-shell-'))
const at = (name: string) => join(folder, name)
const graph = at('line.json')

beforeAll(async () => {
  await buildProgram()
  copyFileSync(
    fileURLToPath(new URL('../../../resources/samples/linear-regression.json', import.meta.url)),
    graph,
  )
}, BUILD_PATIENCE)
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs it with something on stdin. */
function fed(
  input: string | Buffer,
  ...args: string[]
): { code: number | null; stdout: Buffer; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { input })
  return { code: status, stdout, stderr: stderr.toString() }
}

describe('help', () => {
  it.each([[['-h']], [['help']]])('of gradwire is printed by %j', async (args) => {
    expect(await gradwire(...args)).toEqual(await gradwire('--help'))
    expect((await gradwire(...args)).stdout).toContain('completion')
  })

  it('of a command is printed by -h, --help and help', async () => {
    const { code, stdout } = await gradwire('train', '--help')
    expect(code).toBe(0)
    expect(stdout).toContain('--weights-out <file>')
    expect(await gradwire('train', '-h')).toEqual({ code: 0, stdout, stderr: '' })
    expect(await gradwire('help', 'train')).toEqual({ code: 0, stdout, stderr: '' })
  })

  it.each([
    [['chek', 'a.json'], "There is no command 'chek', and no such file. Did you mean 'check'?"],
    [['help', 'trian'], "There is no command 'trian', and no such file. Did you mean 'train'?"],
    [['--hlep'], "There is no option '--hlep'. Did you mean '--help'?"],
    [['train', 'a.json', '--weigths', 'b'], "unknown option '--weigths' (Did you mean --weights?)"],
  ])('names the nearest to what is mistyped: %j', async (args, words) => {
    const { code, stderr } = await gradwire(...args)
    expect(stderr).toContain(words)
    expect(code).toBe(2)
  })
})

describe('stdin and stdout', () => {
  const text = (): Buffer => readFileSync(graph)

  it('a graph is read from -', () => {
    const { code, stdout } = fed(text(), 'check', '-')
    expect([code, stdout.toString()]).toEqual([0, 'stdin is correct.\n'])
    const wrong = fed('{', 'check', '-')
    expect(wrong.code).toBe(1)
    expect(wrong.stderr).toMatch(/^stdin: error line 1/)
    expect(fed(text(), 'diff', graph, '-').code).toBe(0)
  })

  it('a result is written to -, and nothing else', () => {
    const trained = fed(text(), 'train', '-', '--steps', '3', '--json', '--weights-out', '-')
    expect(trained.code, trained.stderr).toBe(0)
    expect([...readSafetensors(new Uint8Array(trained.stdout)).keys()]).toEqual([
      'linear.weight',
      'linear.bias',
    ])
    expect(trained.stderr).toContain('"event":"done"')
    const ran = fed(trained.stdout, 'run', graph, '--weights', '-', '--out', '-')
    expect(ran.code, ran.stderr).toBe(0)
    expect(readSafetensors(new Uint8Array(ran.stdout)).has('act/linear')).toBe(true)
    expect(fed('', 'export', graph, '--to', 'svg', '--out', '-').stdout.toString()).toMatch(
      /^<svg[^]*<\/svg>\s*$/,
    )
  })

  it('another program’s net goes in and a graph comes out', () => {
    const source = 'import torch.nn as nn\nnet = nn.Sequential(nn.Linear(4, 2), nn.ReLU())\n'
    const imported = fed(source, 'import', '-', '--out', '-')
    expect(imported.code, imported.stderr).toBe(0)
    expect(fed(imported.stdout, 'check', '-').code).toBe(0)
  })

  it.each([
    [['run', '-', '--weights', '-', '--out', 'x'], 'Only one file can be read from stdin'],
    [['train', 'a.json', '--out', '-', '--weights-out', '-'], 'Only one file can be written to stdout'],
    [['export', graph, '--to', 'pytorch', '--out', '-'], 'which stdout cannot take'],
  ])('what cannot be is refused: %j', (args, words) => {
    const { code, stderr } = fed('', ...args)
    expect(stderr).toContain(words)
    expect(code).toBe(2)
  })
})

it('~ is the person’s folder where the shell has left it', async () => {
  const env = { ...process.env, HOME: folder, USERPROFILE: folder }
  const args = ['export', '~/line.json', '--to', 'svg', '--out=~/line.svg']
  const code = await new Promise((resolve) =>
    execFile(process.execPath, [PROGRAM, ...args], { env, cwd: tmpdir() }, (error) => resolve(error)),
  )
  expect(code).toBeNull()
  expect(existsSync(at('line.svg'))).toBe(true)
})

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'training that gets %s, its engine too and twice, writes what there is',
  async (signal) => {
    const out = at(`${signal}.safetensors`)
    const args = ['train', graph, '--steps', '1000000', '--json', '--out', out]
    const child = spawn(process.execPath, [PROGRAM, ...args], { detached: true })
    let stderr = ''
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    process.kill(-child.pid!, signal)
    if (signal !== 'SIGINT') process.kill(-child.pid!, signal)
    child.stdout.resume()
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(130)
    expect(stderr).toMatch(/Interrupted after step \d+. What there is was written to/)
    expect(readSafetensors(new Uint8Array(readFileSync(out))).has('final/linear.weight')).toBe(true)
  },
)

describe('completion', () => {
  const there = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0
  const script = async (shell: string): Promise<string> => {
    const { code, stdout } = await gradwire('completion', shell)
    expect(code).toBe(0)
    writeFileSync(at(`completion.${shell}`), stdout)
    return at(`completion.${shell}`)
  }

  it('of a shell that there is none for is refused', async () => {
    const { code, stderr } = await gradwire('completion', 'csh')
    expect(code).toBe(2)
    expect(stderr).toContain('bash, zsh, fish')
  })

  const CASES: [words: string[], offered: string[]][] = [
    [['chec'], ['check']],
    [
      ['export', 'net.json', '--to', 's'],
      ['safetensors', 'svg'],
    ],
    [
      ['train', 'net.json', '--weights'],
      ['--weights', '--weights-out'],
    ],
    [
      ['completion', ''],
      ['bash', 'fish', 'zsh'],
    ],
    [['help', 'su'], ['summary']],
  ]

  it.skipIf(!there('bash'))('works in bash', async () => {
    const source = await script('bash')
    for (const [words, offered] of CASES) {
      const call = `source ${source}; COMP_WORDS=(gradwire "$@"); COMP_CWORD=$#; _gradwire; printf '%s\\n' "\${COMPREPLY[@]}"`
      const said = execFileSync('bash', ['-c', call, 'bash', ...words], { encoding: 'utf8' })
      expect(said.trim().split('\n').sort(), words.join(' ')).toEqual(offered)
    }
  })

  it.skipIf(!there('fish'))('works in fish', async () => {
    const source = await script('fish')
    for (const [words, offered] of CASES) {
      const call = `source ${source}; complete -C 'gradwire ${words.join(' ')}'`
      const said = execFileSync('fish', ['-c', call], { encoding: 'utf8' })
      const names = said.trim().split('\n').map((line) => line.split('\t')[0]) // prettier-ignore
      expect(new Set(names), words.join(' ')).toEqual(new Set(offered))
    }
  })

  it.skipIf(!there('zsh'))('is read and known by zsh', async () => {
    const source = await script('zsh')
    const call = `autoload -U compinit; compinit -D -u; source ${source}; echo $_comps[gradwire]`
    expect(execFileSync('zsh', ['-f', '-c', call], { encoding: 'utf8' })).toBe('_gradwire\n')
  })
})
