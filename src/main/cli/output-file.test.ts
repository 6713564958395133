import { afterEach, expect, it } from 'vitest'
import { checkOutputPath } from './output-file'

const { isTTY } = process.stdout
afterEach(() => void Object.assign(process.stdout, { isTTY }))

it('what is no text is not written to a terminal; a text, or a pipe, is as wanted', async () => {
  Object.assign(process.stdout, { isTTY: true })
  await expect(checkOutputPath('-', [])).rejects.toThrow('stdout is a terminal')
  await expect(checkOutputPath('-', [], { text: true })).resolves.toBeUndefined()
  Object.assign(process.stdout, { isTTY: false })
  await expect(checkOutputPath('-', [])).resolves.toBeUndefined()
})
