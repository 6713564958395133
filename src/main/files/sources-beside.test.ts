import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importFile } from '../../graph/import/import-file'
import { Places } from './places'
import { sourcesBeside } from './sources-beside'

let folder: string
const at = (...parts: string[]) => join(folder, ...parts)
const HEAD = 'import torch.nn as nn\n'

/** A class with a Linear of that many features. */
const classOf = (name: string, out: number): string =>
  `class ${name}(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(4, ${out})\n    def forward(self, x):\n        return self.fc(x)\n`

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'gradwire-sources-')))
  for (const each of ['home', 'home/nets', 'home/nets/parts', 'home/nets/.hidden']) await mkdir(at(each))
  const files: Record<string, string> = {
    'home/nets/model.py': `${HEAD}from .parts import Block\nfrom parts.deep import Head\nfrom outside import Secret\nfrom linked import Away\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.block = Block()\n    def forward(self, x):\n        return self.block(x)\n`,
    'home/nets/parts/__init__.py': 'from .block import Block\n',
    'home/nets/parts/block.py': HEAD + classOf('Block', 7),
    'home/nets/parts/deep.py': HEAD + classOf('Head', 2),
    'home/nets/unused.py': classOf('Unused', 1),
    'home/nets/.hidden/mine.py': classOf('Mine', 1),
    'home/outside.py': classOf('Secret', 1),
  }
  for (const [name, text] of Object.entries(files)) await writeFile(at(name), text)
  await symlink(at('home/outside.py'), at('home/nets/linked.py'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const all = () => Promise.resolve(true)
const paths = async (file: string, mayRead: (path: string) => Promise<boolean> = all) =>
  (await sourcesBeside(at(file), mayRead))?.files.map(([path]) => path).toSorted()

describe('the sources beside one that is imported', () => {
  it('are those that it reaches by its imports, within its folder', async () => {
    expect(await paths('home/nets/model.py')).toEqual([
      'model.py',
      'parts/__init__.py',
      'parts/block.py',
      'parts/deep.py',
    ])
  })

  it('are read with it', async () => {
    const { files, ...place } = (await sourcesBeside(at('home/nets/model.py'), all))!
    const [, text] = files.find(([path]) => path === 'model.py')!
    const read = importFile({
      name: 'model.py',
      bytes: new TextEncoder().encode(text),
      project: { ...place, files: new Map(files) },
    })
    if (read.kind === 'refused') throw new Error(JSON.stringify(read.findings))
    const linear = Object.values(read.document.modules).flatMap(({ nodes }) => nodes.filter(({ type }) => type === 'Linear')) // prettier-ignore
    expect(linear.map(({ params }) => params)).toEqual([{ out_features: 7 }])
  })

  it('are only those that the window may read', async () => {
    const beside = new Places({ roots: null })
    await beside.give(at('home/nets/model.py'))
    expect(await paths('home/nets/model.py', (path) => beside.holdsSource(path))).toHaveLength(4)
    const other = new Places({ roots: null })
    await other.give(at('home/nets/parts'))
    expect(await paths('home/nets/model.py', (path) => other.holdsSource(path))).toEqual([])
  })

  it('are none of another kind, and none that are too long', async () => {
    await writeFile(at('home/nets/net.onnx'), 'no source')
    expect(await paths('home/nets/net.onnx')).toBeUndefined()
    await writeFile(at('home/nets/parts/block.py'), '#'.repeat(3 * 2 ** 20))
    expect(await paths('home/nets/model.py')).not.toContain('parts/block.py')
  })
})
