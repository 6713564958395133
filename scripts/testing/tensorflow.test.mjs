import { expect, it } from 'vitest'
import { suiteOnTensorFlow } from './tensorflow.mjs'

it.each(['', '9.9', '2.18'])('refuses "%s", and names the versions that there are', async (which) => {
  await expect(suiteOnTensorFlow(which)).rejects.toThrow(
    /There is no TensorFlow ".*" to choose\.\n.*2\.18\.1, 2\.9\.1/,
  )
})

it('refuses a folder without a library', async () => {
  await expect(suiteOnTensorFlow('no/such/folder')).rejects.toThrow(/nothing is there/)
})
