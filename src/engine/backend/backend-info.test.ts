import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { bindingIn, chosenLibrary, ownLibrary, tfjsNodeFolder } from './library-folders.mjs'
import { createRequire } from 'node:module'
import { ready } from './index'
import { instructionSets } from './instruction-sets'

const require = createRequire(import.meta.url)
const own = process.env.GRADWIRE_TENSORFLOW
const folder = own ? ownLibrary(own) : (tfjsNodeFolder(require) ?? chosenLibrary())
const binding = folder && bindingIn(folder)

it('lists the instruction sets that the system lists, and none where it lists none', () => {
  const work = mkdtempSync(join(tmpdir(), 'gradwire-cpuinfo-'))
  const file = join(work, 'cpuinfo')
  writeFileSync(file, 'processor : 0\nflags\t\t: fpu sse avx fma avx2 avx512f avx512_vnni\nbugs : none\n')
  expect(instructionSets(file)).toEqual(['AVX', 'AVX2', 'FMA', 'AVX-512', 'AVX-512 VNNI'])
  expect(instructionSets(join(work, 'missing'))).toEqual([])
  rmSync(work, { recursive: true })
})

it.runIf(binding)('tells oneDNN as TensorFlow’s own log does', async () => {
  const { oneDnn } = await ready({ backend: 'tensorflow' })
  const program = `const b = require(${JSON.stringify(binding)})
    const x = b.createTensor([1, 1], b.TF_FLOAT, Float32Array.of(1))
    b.executeOp('MatMul', [], [x, x], 1)`
  const { stderr } = spawnSync(process.execPath, ['-e', program], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '0' },
    encoding: 'utf8',
  })
  expect(stderr.includes('oneDNN custom operations are on')).toBe(oneDnn)
})
