/** `object.name = value`, where the object is no instance of a class of the file. */
import { put } from './containers'
import { isLearnable } from './layer-attributes'
import type { Note } from './library'
import { refusals } from './refusals'
import { signatureOf } from './signatures'
import { isKind, isModuleValue, plain } from './values'
import type { Value } from './values'

/** What a module does when it is called. */
export const PATCHED: ReadonlySet<string> = new Set(['forward', '__call__', '_forward_impl'])

export function setMember(
  object: Value,
  name: string,
  { value, line }: { value: Value; line: number },
  note: Note,
): void {
  if (PATCHED.has(name) && isModuleValue(object)) note(refusals.patched(name), line)
  else if (isKind(object, 'container')) put(object, name, value)
  else if (isKind(object, 'class')) object.members.set(name, value)
  else if (!isKind(object, 'layer')) return
  else if (isLearnable(object, name)) {
    if (isKind(value, 'layer-parameter')) note(refusals.tied(name), line)
    else note(refusals.startValues(`.${name} = …`), line, 'info')
  } else if (plain(value) !== undefined && isArgument(object.type, name))
    object.params = { ...object.params, [name]: plain(value) }
}

function isArgument(type: string, name: string): boolean {
  return signatureOf(`nn.${type}`)?.some((each) => each.name === name) ?? false
}
