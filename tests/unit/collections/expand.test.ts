/**
 * What `in:` stands for, and what is said where it can't be run.
 */
import { describe, expect, it } from 'vitest'
import {
  expandCollections,
  troubleOf,
  type KnownCollection,
} from '../../../electron/engine/domain/collections/expand.ts'
import { withNewName } from '../../../electron/engine/domain/collections/rename.ts'
import { LANGUAGE } from '../../../shared/query/fields.ts'
import { parseQuery } from '../../../shared/query/parse.ts'
import { printQuery } from '../../../shared/query/print.ts'

const smart = (name: string, text: string, more: Partial<KnownCollection> = {}): KnownCollection => ({
  id: `id-${name}`,
  kind: 'smart',
  name,
  parent: null,
  search: { text, language: LANGUAGE },
  ...more,
})
const manual = (name: string, parent: string | null = null): KnownCollection => ({
  id: `id-${name}`,
  kind: 'manual',
  name,
  parent,
  search: null,
})
const folder = (name: string): KnownCollection => ({ ...manual(name), kind: 'folder' })
const expanded = (query: string, ...known: KnownCollection[]) =>
  printQuery(expandCollections(parseQuery(query), () => known))
const trouble = (name: string, ...known: KnownCollection[]) =>
  troubleOf(
    known.find((one) => one.name === name)!,
    known,
  )

describe('in:', () => {
  it('is the search of a smart collection, by name in any case or by id', () => {
    const best = smart('Best takes', 'circled rating>=3')
    expect(expanded('in:"best TAKES" camera:A', best)).toBe('circled rating>=3 camera:A')
    expect(expanded('in:"id-Best takes"', best)).toBe('circled rating>=3')
  })

  it('keeps alternatives and negations together', () => {
    const either = smart('Either', 'camera:A OR camera:B')
    expect(expanded('in:Either circled', either)).toBe('(camera:A OR camera:B) circled')
    expect(expanded('-in:Either', either)).toBe('-(camera:A OR camera:B)')
    expect(expanded('-in:Both', smart('Both', 'circled camera:A'))).toBe('-(circled camera:A)')
  })

  it('is all that a folder holds, and a collection that is filled by hand', () => {
    const all = [folder('Day 1'), smart('A', 'circled', { parent: 'id-Day 1' }), manual('B', 'id-Day 1')]
    expect(expanded('in:"Day 1"', ...all)).toBe('(circled) OR collection:id-B')
    expect(expanded('in:B', ...all)).toBe('collection:id-B')
  })

  it('goes through smart collections that name others', () => {
    expect(expanded('in:C', smart('A', 'circled'), smart('B', 'in:A camera:A'), smart('C', 'in:B rating:5'))).toBe(
      'circled camera:A rating:5',
    )
  })

  it('says that there is none of a name, but not while the name is being typed', () => {
    expect(() => expanded('in:Besr', smart('Best', 'circled'))).toThrow('There is no collection “Besr”.')
    expect(expanded('in:Bes', smart('Best', 'circled'))).not.toContain('circled')
  })
})

describe('a saved search', () => {
  it('that leads back to itself is refused, naming the whole loop', () => {
    const loop = [smart('A', 'in:B'), smart('B', 'in:F circled'), folder('F'), smart('C', 'in:A', { parent: 'id-F' })]
    expect(trouble('A', ...loop)).toContain(
      '“A” asks for “B”, “B” asks for “F”, “F” holds “C”, and “C” asks for “A” again',
    )
    expect(() => expanded('circled OR in:C', ...loop)).toThrow('goes round in a circle')
    expect(trouble('A', smart('A', 'circled -in:A'))).toContain('“A” asks for itself')
  })

  it('may name one collection twice', () => {
    expect(trouble('B', smart('A', 'circled'), smart('B', 'in:A OR (in:A rating:5)'))).toBeNull()
  })

  it('whose collection or field is gone says so, and finds nothing else instead', () => {
    expect(trouble('A', smart('A', 'in:Gone'))).toContain('“A” can’t be run: its search names the collection “Gone”')
    expect(trouble('A', smart('A', 'collection:Gone circled'))).toContain('“Gone”')
    expect(trouble('A', smart('A', 'weather:rain'))).toMatch(/“A” can’t be run.*“weather” is not a field/)
    expect(trouble('B', smart('A', 'weather:rain'), smart('B', 'circled -in:A'))).toContain('“A” can’t be run')
  })

  it('of a newer language is not guessed at', () => {
    expect(trouble('A', smart('A', 'circled', { search: { text: 'circled', language: LANGUAGE + 1 } }))).toContain(
      'newer version of Rushes',
    )
  })

  it('that would double without end is refused', () => {
    const names = Array.from({ length: 12 }, (_, at) => `S${at}`)
    const all = names.map((name, at) => smart(name, at === 0 ? 'circled' : `in:S${at - 1} OR in:S${at - 1}`))
    expect(trouble('S11', ...all)).toContain('more than 500 terms')
  })

  it('follows a collection that is renamed', () => {
    expect(withNewName('circled (in:Best OR -in:"best") Best', 'Best', 'Best of 1')).toBe(
      'circled (in:"Best of 1" OR -in:"Best of 1") Best',
    )
    expect(withNewName('in:Best weather:rain', 'Best', 'Other')).toBe('in:Best weather:rain')
  })
})
