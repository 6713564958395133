/** What comes with Gradwire to be read: its documentation, its licence and those of others. */

/** Each is loaded when somebody opens it. */
const docs = import.meta.glob<string>(
  '../../../docs/{samples,nested-modules,pictures-and-texts,file-format,pytorch-import,onnx,onnx-import}.md',
  { query: '?raw', import: 'default' },
)
const licence = import.meta.glob<string>('../../../LICENSE', { query: '?raw', import: 'default' })

/** Written beside the page by the build. */
const NOTICES = './THIRD-PARTY-NOTICES.txt'

/** Names of the pages of the documentation; one begins with the first. */
export const docPages: readonly string[] = Object.keys(docs)
  .map(nameOf)
  .toSorted((a, b) => Number(b === 'samples') - Number(a === 'samples'))

export type AboutText = { kind: 'licence' } | { kind: 'notices' } | { kind: 'doc'; name: string }

/** The whole text. Errors: it did not come with this build. */
export async function readAboutText(text: AboutText): Promise<string> {
  if (text.kind === 'notices') {
    const answer = await fetch(NOTICES)
    if (!answer.ok) throw new Error(`${NOTICES} ${answer.status}`)
    return answer.text()
  }
  const load =
    text.kind === 'licence'
      ? Object.values(licence)[0]
      : Object.entries(docs).find(([path]) => nameOf(path) === text.name)?.[1]
  return (await load?.()) ?? ''
}

function nameOf(path: string): string {
  return path.replace(/^.*\/|\.md$/g, '')
}
