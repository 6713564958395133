import { afterEach, describe, expect, it } from 'vitest'
import { addMessages, setLanguage } from '../../words/language'
import { handleDoc } from '../params/type-words'
import { paramFields } from '../params/param-types'
import { optimizerDefinition, optimizerDefinitions } from '../training/optimizers'
import { schedulerDefinitions } from '../training/schedulers'
import { nodeDefinition, nodeDefinitions } from './index'

afterEach(() => setLanguage('en'))

const marked = /^⟦.*⟧$/s

describe('what a type says of itself', () => {
  it.each(
    [...nodeDefinitions, ...optimizerDefinitions, ...schedulerDefinitions].map(
      (type) => [type.type, type] as const,
    ),
  )('%s and its arguments say it in the language that is set', (_, definition) => {
    const fields = paramFields(definition.params)
    const english = [definition.doc, ...fields.map(({ doc }) => doc)]
    setLanguage('en-XA')
    const told = [definition.doc, ...fields.map(({ doc }) => doc)]
    expect(told.filter((text) => !marked.test(text))).toEqual([])
    setLanguage('en')
    expect([definition.doc, ...fields.map(({ doc }) => doc)]).toEqual(english)
  })

  it('tells what handles are for', () => {
    setLanguage('en-XA')
    for (const { type, inputs, outputs } of nodeDefinitions.filter(
      ({ instanceOf }) => instanceOf === undefined,
    )) {
      const handles = [...inputs({}, { modules: {} }), ...outputs({}, { modules: {} })]
      const docs = handles.flatMap((handle) => handleDoc(type, handle) ?? [])
      expect(docs.filter((text) => !marked.test(text))).toEqual([])
    }
  })

  it('is looked up by the type and the name of the argument', () => {
    addMessages('eo', {
      nodes: { Conv2d: { doc: 'Konvolucio.', params: { kernel_size: 'Grandeco de la filtriloj.' } } },
      optimizers: { SGD: { params: { lr: 'Rapideco.' } } },
    })
    setLanguage('eo')
    const fieldDoc = (schema: Parameters<typeof paramFields>[0] | undefined, name: string) =>
      schema && paramFields(schema).find((field) => field.name === name)?.doc
    expect(nodeDefinition('Conv2d')?.doc).toBe('Konvolucio.')
    expect(fieldDoc(nodeDefinition('Conv2d')?.params, 'kernel_size')).toBe('Grandeco de la filtriloj.')
    expect(fieldDoc(optimizerDefinition('SGD')?.params, 'lr')).toBe('Rapideco.')
    expect(fieldDoc(nodeDefinition('Conv2d')?.params, 'bias')).toBe(
      'Add a learnable bias to each output channel.',
    )
  })
})
