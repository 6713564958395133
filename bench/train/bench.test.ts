import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pythonForTests } from '../../scripts/setup/python.mjs'
import { CASES, type Case } from './cases'
import { blockLength, difference, median, ratioOf } from './figures'
import { measure, type Row, type Settings, type Timed } from './measure'
import { readOptions } from './options'
import { Program } from './program'
import { between, busyText, looksMarkdown, rowLine, rowsMarkdown } from './table'

const BENCH = fileURLToPath(new URL('../train.ts', import.meta.url))
const python = pythonForTests()

describe('the arguments', () => {
  it('choose all cases, both passes and all processors by default', () => {
    const options = readOptions([])
    expect(options.cases).toEqual(CASES)
    expect(options).toMatchObject({ looking: true, rounds: 5, seconds: 0.7, compile: true, torch: true })
    expect(options).toMatchObject({
      passes: ['train', 'forward'],
      threads: availableParallelism(),
      orOne: true,
    })
    expect(readOptions(['--threads', '3'])).toMatchObject({ threads: 3, orOne: false })
  })

  it('choose cases by name and by pattern', () => {
    const ids = (text: string): string[] => readOptions(['--cases', text]).cases.map(({ id }) => id)
    expect(ids('mlp,cnn')).toEqual(['cnn', 'mlp'])
    expect(ids('cnn-batch-*')).toEqual(['cnn-batch-1', 'cnn-batch-8', 'cnn-batch-512'])
    expect(readOptions(['--cases', 'cnn']).looking).toBe(false)
    expect(readOptions(['--cases', 'looking'])).toMatchObject({ looking: true, cases: [] })
  })

  it('leave what takes long out of a quick run, unless it is named', () => {
    const quick = readOptions(['--quick'])
    expect(quick.cases.filter(({ large, growing }) => large || growing)).toEqual([])
    expect(quick).toMatchObject({ looking: false, rounds: 3 })
    expect(readOptions(['--quick', '--cases', 'resnet50']).cases).toHaveLength(1)
  })

  it.each([
    [['--cases', 'cnn,vgg'], /there is no case vgg\. Choose from cnn, lenet/],
    [['--passes', 'backward'], /--passes: expected train or forward, got 'backward'/],
    [['--rounds', '2.5'], /--rounds: expected a whole number, got '2\.5'/],
    [['--seconds', '0'], /--seconds: expected a number above 0, got '0'/],
    [['--backend', 'gpu'], /--backend: expected tensorflow or wasm, got 'gpu'/],
    [['--models', 'cnn'], /--models/],
  ])('are refused where they are wrong: %s', (args, message) => {
    expect(() => readOptions(args)).toThrow(message)
  })
})

describe('the cases', () => {
  it('have names and titles of their own', () => {
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length)
    expect(new Set(CASES.map(({ title }) => title)).size).toBe(CASES.length)
  })
})

describe('the figures', () => {
  it('are medians', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
  })

  it('divide round by round, so that a slow minute of the machine weighs on both', () => {
    expect(ratioOf([10, 40, 12], [5, 20, 4])).toEqual({ ratio: 2, least: 2, greatest: 3 })
  })

  it('tell when two programs do not compute the same', () => {
    expect(difference([2.4, 2.39], [2.40001, 2.3905], true)).toBeNull()
    expect(difference([2.31, 2.39], [2.4, 2.39], true)).toMatch(
      /number 1 of the check is 2\.31 in Gradwire and 2\.4/,
    )
    // Half of what the update changed.
    expect(difference([2.4, 2.395], [2.4, 2.39], true)).toMatch(/number 2/)
    expect(difference([2.4, NaN], [2.4, 2.39], true)).toMatch(/number 2/)
    expect(difference([2.4, 2.39], [2.4], true)).toMatch(/number 2/)
    expect(difference([2.4, 0.1], [2.4, 0.100001], false)).toBeNull()
    expect(difference([2.4, 0.1], [2.4, 0.1001], false)).toMatch(/number 2/)
  })

  it('fill a block with time, and with three steps that are not too long', () => {
    expect(blockLength(1, 0.7)).toBe(700)
    expect(blockLength(300, 0.7)).toBe(3)
    expect(blockLength(600, 0.7)).toBe(2)
    expect(blockLength(3000, 0.7)).toBe(1)
  })
})

describe('the table', () => {
  const timed = (ms: number): Timed => ({
    about: { version: '2', oneDnn: true, instructions: null, threads: 2, loadedBytes: 1e8 },
    rounds: [ms, ms, ms],
    ms,
    steps: 9,
    peakBytes: 412_300_000,
    leaked: 0,
    firstSeconds: 0,
  })
  const row = (title: string, own: number, eager: number, compiled: number): Row => ({
    id: title,
    title,
    pass: 'train',
    threads: 2,
    gradwire: timed(own),
    eager: timed(eager),
    compiled: timed(compiled),
    ratio: ratioOf([own], [eager]),
    toBetter: ratioOf([own], [Math.min(eager, compiled)]),
    busy: 0.01,
    faults: [],
  })
  const failed: Row = {
    id: 'odd',
    title: 'odd',
    pass: 'forward',
    threads: 2,
    gradwire: null,
    eager: null,
    compiled: null,
    ratio: null,
    toBetter: null,
    busy: 0.5,
    faults: ['PyTorch: not the same work'],
  }

  it('has the least favourable row first, and says what is not in it', () => {
    const lines = rowsMarkdown([
      row('good', 10, 20, 25),
      failed,
      row('bad', 10, 20, 5),
      row('even', 10, 10, 12),
    ]).split('\n')
    expect(lines[2]).toBe('| bad | train | 10.0 | 20.0 | 5.00 | 0.50 | 2.00 (2.00–2.00) | 412 | 412 | 412 |')
    expect(lines.slice(3, 5).map((line) => line.split(' | ')[0])).toEqual(['| even', '| good'])
    expect(lines.slice(5)).toEqual(['', 'Not measured:', '', '- odd, forward: PyTorch: not the same work'])
  })

  it('says which program had one thread, where it could have had more', () => {
    const { eager } = row('small', 10, 5, 8)
    const alone = { ...row('small', 10, 5, 8), eager: { ...eager!, about: { ...eager!.about, threads: 1 } } }
    const lines = rowsMarkdown([alone]).split('\n')
    expect(lines[2]).toMatch(/^\| small \| train \| 10\.0 \| 5\.00¹ \| 8\.00 \|/)
    expect(lines.slice(3)).toEqual(['', '¹ On one thread, with which that program was quicker.'])
    expect(rowLine(alone)).toContain('PyTorch     5.00 ms on one thread  compiled')
    expect(rowsMarkdown([{ ...alone, threads: 1 }])).not.toContain('¹')
  })

  it('is a line a row in the terminal, with what went wrong below it', () => {
    expect(rowLine(row('bad', 10, 20, 5))).toContain('to the better 2.00 (2.00–2.00)')
    expect(rowLine(failed)).toMatch(
      /^odd forward .*\n {2}! something else took 50 %.*\n {2}✗ PyTorch: not the same work$/,
    )
  })

  it('says whether something else ran', () => {
    expect(busyText([row('a', 1, 1, 1)])).toMatch(/^Nothing else ran: .* at most 1 % /)
    expect(busyText([row('a', 1, 1, 1), failed])).toMatch(
      /^\*\*Not a quiet machine\*\*: before 1 of 2 rows .* 50 %/,
    )
  })

  it('has what looking costs, the dearest first', () => {
    const look = { batch: 8, lanes: 20, alone: 40, watched: 38, frames: 9.5 }
    const text = looksMarkdown([
      { ...look, sample: 'cheap', ratio: 1.01 },
      { ...look, sample: 'dear', ratio: 1.05 },
    ])
    expect(text.split('\n')[2]).toBe('| dear | 8 | 20 | 40.0 | 38.0 | 1.050 | 9.5 |')
  })

  it('stands between its marks, and nothing else of the file changes', () => {
    const text = 'before\n\n<!-- x -->\n\nold\n\n<!-- /x -->\n\nafter\n'
    expect(between(text, 'x', 'new')).toBe('before\n\n<!-- x -->\n\nnew\n\n<!-- /x -->\n\nafter\n')
    expect(() => between('none', 'x', 'new')).toThrow(/<!-- x -->/)
  })
})

describe('the command', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gradwire-bench-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** Runs it with its output in pipes. */
  async function bench(...args: string[]): Promise<{ status: unknown; out: string; error: string }> {
    const child = spawn(process.execPath, ['--import', 'tsx', BENCH, ...args])
    const text = { out: '', error: '' }
    child.stdout.on('data', (part) => (text.out += String(part)))
    child.stderr.on('data', (part) => (text.error += String(part)))
    const status = await new Promise((resolve) => child.once('close', resolve))
    return { status, ...text }
  }

  it('brings every row through a pipe, and writes its tables', async () => {
    const [json, page] = [join(folder, 'out.json'), join(folder, 'page.md')]
    writeFileSync(page, '# Page\n\n<!-- bench:train -->\n<!-- /bench:train -->\n')
    const settings = [
      '--cases',
      'linear',
      '--rounds',
      '1',
      '--seconds',
      '0.01',
      '--patience',
      '0.1',
      '--no-torch',
    ]
    const { status, out } = await bench(...settings, '--json', json, '--markdown', page)
    expect(status).toBe(0)
    expect(out).toMatch(
      /\nlinear train .*\n(?: {2}! .*\n)?linear forward .*\n(?: {2}! .*\n)?Gradwire on .*\nWritten to .* and .*\n$/,
    )
    const { rows } = JSON.parse(readFileSync(json, 'utf8')) as { rows: Row[] }
    expect(rows.map(({ pass, gradwire }) => [pass, gradwire!.rounds.length])).toEqual([
      ['train', 1],
      ['forward', 1],
    ])
    expect(readFileSync(page, 'utf8')).toMatch(/\n\| Linear regression.* \| train /)
  })

  it('says plainly what it does not understand', async () => {
    const { status, error } = await bench('--cases', 'vgg')
    expect(error).toMatch(/^--cases: there is no case vgg\./)
    expect(status).toBe(1)
  })
})

describe.skipIf(!python).concurrent('beside PyTorch', () => {
  const settings: Settings = {
    rounds: 2,
    seconds: 0.005,
    warmSeconds: 0.005,
    patienceSeconds: 0.1,
    threads: 1,
    orOne: false,
    backend: null,
    graph: true,
    compile: false,
    python: python?.path ?? null,
  }
  const linear = CASES.find(({ id }) => id === 'linear')!
  /** A net whose batch and weights are drawn in blocks, as those of all others. */
  const small: Case = { ...CASES.find(({ id }) => id === 'mlp')!, net: { name: 'mlp', args: [8] } }

  it('times two programs that do the same, and what they hold', async () => {
    const row = await measure(small, 'train', settings)
    expect(row.faults).toEqual([])
    expect(row.gradwire?.rounds).toHaveLength(2)
    expect(row.eager?.rounds).toHaveLength(2)
    expect(row.compiled).toBeNull()
    expect(row.ratio?.ratio).toBe(row.toBetter?.ratio)
    expect(row.gradwire?.peakBytes).toBeGreaterThan(2e7)
    expect(row.eager?.peakBytes).toBeGreaterThan(2e7)
  })

  it('gives each program one thread where it is quicker so', async () => {
    const row = await measure(small, 'train', { ...settings, threads: 2, orOne: true })
    expect(row.faults).toEqual([])
    for (const timed of [row.gradwire, row.eager]) {
      expect(timed?.rounds).toHaveLength(2)
      expect([1, 2]).toContain(timed?.about.threads)
    }
  })

  it('times nothing where they do not', async () => {
    const row = await measure(linear, 'forward', settings, { own: 0, theirs: 1 })
    expect(row).toMatchObject({ gradwire: null, eager: null, ratio: null })
    expect(row.faults).toEqual([expect.stringMatching(/^PyTorch: not the same work: number 1/)])
  })

  it('brings the times of very many short steps over, though a pipe takes only a part of them at once', async () => {
    const order = {
      case: linear,
      pass: 'forward',
      seed: 0,
      threads: 1,
      compile: false,
      backend: null,
      graph: true,
    } as const
    const program = Program.gradwire(order)
    await program.about()
    expect(await program.steps(40_000)).toHaveLength(40_000)
    await program.end()
  })

  it('says which program failed, and how', async () => {
    const unknown = { ...linear, net: { name: 'vgg', args: [] } }
    const { faults } = await measure(unknown, 'forward', settings)
    expect(faults).toHaveLength(2)
    expect(faults[0]).toMatch(/^Gradwire: There is no net 'vgg'/)
    expect(faults[1]).toMatch(/^PyTorch: .*vgg/)
  })
})
