import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

/** Runs a program with a host's guard; gives what it printed. */
function run(program: string) {
  const module = new URL('./stay-up.ts', import.meta.url).href
  const guard = `const { stayUp } = await import(${JSON.stringify(module)}); stayUp(({ message }) => console.log(message));`
  const node = ['--import', 'tsx', '--input-type=module', '--eval', guard + program]
  return spawnSync(process.execPath, node, {
    encoding: 'utf8',
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
  })
}

it('an error that nobody caught ends no host; it is logged and told', () => {
  const { status, stdout, stderr } = run(`
    void Promise.reject(new Error('first'))
    setTimeout(() => { throw new Error('told no more: it came too soon') }, 10)
    setTimeout(() => { throw new Error('second') }, 1200)
    setTimeout(() => console.log('still up'), 1300)`)
  expect(status).toBe(0)
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    'Gradwire failed at this: first',
    'Gradwire failed at this: second',
    'still up',
  ])
  expect(stderr).toContain('Error: first')
})
