/**
 * Which named things a value of a query means: by id, by name without regard to letter case, or by a glob of the name.
 */
import type { Value } from './ast.ts'

export interface Named {
  readonly id: string
  readonly name: string
}

/** Whether one of the values means a thing. `none` means nothing. */
export function isMeantBy(asked: readonly Value[]): (one: Named) => boolean {
  const fits = asked.map((value): ((one: Named) => boolean) => {
    if (value.is === 'any') return () => true
    if (value.is === 'glob') {
      const matches = matchesGlob(value.text)
      return ({ name }) => matches(name)
    }
    if (value.is !== 'equal') return () => false
    const wanted = value.text.toLowerCase()
    return ({ id, name }) => id === value.text || name.toLowerCase() === wanted
  })
  return (one) => fits.some((fit) => fit(one))
}

/** Whether a text is what a glob means: `*` is any text, letter case aside. */
export function matchesGlob(glob: string): (text: string) => boolean {
  const pattern = glob
    .normalize('NFC')
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\/-]/g, '\\$&'))
    .join('.*')
  const matches = new RegExp(`^${pattern}$`, 'isu')
  return (text) => matches.test(text.normalize('NFC'))
}
