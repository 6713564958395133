/** A strict reader of the XML that a picture is made of: what it does not know is an error. */

export interface XmlElement {
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  /** The text right inside of it. */
  text: string
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const FOREIGN = /(?![\t\n\r])\p{Control}|[\ufffe\uffff]|\p{Surrogate}/u
const TAG = /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y
const ATTRIBUTE = /([\w:-]+)="([^"<]*)"/g

/** Errors: anything that is not well-formed. */
export function readXml(text: string): XmlElement {
  if (FOREIGN.test(text)) throw new Error('a character that XML has not')
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  let at = 0
  while (at < text.length) {
    const here = open.at(-1)!
    if (text[at] !== '<') {
      const end = text.indexOf('<', at)
      here.text += decoded(text.slice(at, end < 0 ? undefined : end))
      at = end < 0 ? text.length : end
      continue
    }
    TAG.lastIndex = at
    const tag = TAG.exec(text)
    if (tag === null) throw new Error(`no tag: ${text.slice(at, at + 80)}`)
    at = TAG.lastIndex
    const [, closing, name = '', attributes = '', empty] = tag
    if (closing === '/') {
      if (open.length < 2 || open.pop()!.name !== name) throw new Error(`</${name}> closes nothing`)
      continue
    }
    const pairs = [...attributes.matchAll(ATTRIBUTE)].map(
      ([, key = '', value = '']) => [key, decoded(value)] as const,
    )
    if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`twice: ${attributes}`)
    const element: XmlElement = { name, attributes: Object.fromEntries(pairs), children: [], text: '' }
    here.children.push(element)
    if (empty !== '/') open.push(element)
  }
  if (open.length > 1 || root.children.length !== 1) throw new Error('not one element')
  return root.children[0]!
}

function decoded(text: string): string {
  return text.replace(/&([^;\s]*);?/g, (all, name: string) => {
    const character = ENTITIES[name]
    if (character === undefined) throw new Error(`no entity: ${all}`)
    return character
  })
}
