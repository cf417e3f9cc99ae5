/**
 * Manifests and chains as text: what is written is read back, by us and by lxml, whatever the names hold.
 */
import { spawnSync } from 'node:child_process'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chainXml, parseChain } from '../../../electron/engine/mhl/chain.ts'
import { parseManifest } from '../../../electron/engine/mhl/manifest-read.ts'
import { manifestXml } from '../../../electron/engine/mhl/manifest-write.ts'
import type { Entry, Manifest } from '../../../electron/engine/mhl/model.ts'
import { fitsXml, generationOf, manifestName, parentsOf, within, xmlDate } from '../../../electron/engine/mhl/names.ts'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { HASH_FORMATS } from '../../../shared/model/hash.ts'

const C4 = digestBytes('c4', new Uint8Array())
const DATE = '2026-11-22T09:00:00+00:00'

const file = (path: string, over: Partial<Entry> = {}): Entry =>
  ({
    kind: 'file',
    path,
    size: 0,
    created: null,
    modified: DATE,
    previousPath: null,
    hashes: [{ format: 'xxh64', digest: 'ef46db3751d8e999', action: 'original', date: DATE }],
    ...over,
  }) as Entry

function manifest(over: Partial<Manifest> = {}): Manifest {
  return {
    createdAt: DATE,
    creator: { hostname: 'cart-1', tool: 'Rushes', toolVersion: '0.1.0', authors: [] },
    comment: null,
    process: 'transfer',
    rootHash: null,
    ignore: ['.DS_Store', 'ascmhl', 'ascmhl/'],
    entries: [],
    references: [],
    ...over,
  }
}

const read = (text: string): Manifest => parseManifest(Buffer.from(text), 'test.mhl')

const name = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .map((text) => text.replaceAll('/', '_'))
  .filter((text) => fitsXml(text) && text !== '.' && text !== '..')
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))

describe('a manifest', () => {
  it('is read back as it was written, whatever its texts hold', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 }).filter(fitsXml)
    const hashes = fc.uniqueArray(fc.constantFrom(...HASH_FORMATS), { minLength: 1 }).map((formats) =>
      HASH_FORMATS.filter((format) => formats.includes(format)).map((format) => ({
        format,
        digest: digestBytes(format, Buffer.from(format)),
        action: 'verified' as const,
        date: DATE,
      })),
    )
    const digests = hashes.map((list) => Object.fromEntries(list.map(({ format, digest }) => [format, digest])))
    const entry = fc.oneof(
      fc.record({
        kind: fc.constant('file' as const),
        path,
        size: fc.nat(),
        created: fc.constant(null),
        modified: fc.constant(DATE),
        previousPath: fc.option(path),
        hashes,
      }),
      fc.record({
        kind: fc.constant('directory' as const),
        path,
        created: fc.constant(null),
        modified: fc.constant(null),
        previousPath: fc.option(path),
        content: digests,
        structure: digests,
      }),
    )
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 4 }),
        text,
        text,
        fc.array(text, { maxLength: 3 }),
        (entries, comment, location, ignore) => {
          const whole = manifest({
            entries,
            comment,
            ignore,
            creator: { hostname: 'h', tool: 't', toolVersion: '1', authors: [{ name: 'A', role: comment }], location },
          })
          expect(read(manifestXml(whole))).toEqual(whole)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('is read by lxml with the same paths, line ends and all', () => {
    const names = [
      'two\nlines',
      'carriage\rreturn',
      'both\r\n',
      'tab\t',
      ' spaces ',
      'Größe',
      'Größe'.normalize('NFD'),
      '🎬',
      '<&>"\'',
      ']]>',
      '\u0085\u2028',
    ]
    const text = manifestXml(manifest({ entries: names.map((each) => file(each)), comment: names.join('') }))
    const script =
      'import sys,json; from lxml import etree; r=etree.fromstring(sys.stdin.buffer.read()); print(json.dumps([p.text for p in r.iter("{*}path")]))'
    const ran = spawnSync('/usr/bin/python3', ['-c', script], { input: text, encoding: 'utf8' })
    // Without Python and lxml our own reader is the only witness.
    const paths =
      ran.status === 0 ? (JSON.parse(ran.stdout) as string[]) : read(text).entries.map((entry) => entry.path)
    expect(paths).toEqual(names)
    expect(read(text).entries.map((entry) => entry.path)).toEqual(names)
  })

  it('has its parts in the order of the schema, and its hashes in that of the alphabet', () => {
    const hashes = [...HASH_FORMATS].reverse().map((format) => ({
      format,
      digest: digestBytes(format, new Uint8Array()),
      action: 'original' as const,
      date: DATE,
    }))
    const text = manifestXml(
      manifest({
        entries: [file('a', { hashes })],
        references: [{ path: 'A/ascmhl/0001_A.mhl', c4: C4 }],
        rootHash: { content: {}, structure: {} },
      }),
    )
    const order = [...text.matchAll(/<(\w+)/g)].map(([, tag]) => tag ?? '')
    expect(order).toEqual([
      'hashlist',
      'creatorinfo',
      'creationdate',
      'hostname',
      'tool',
      'processinfo',
      'process',
      'roothash',
      'content',
      'structure',
      'ignore',
      'pattern',
      'pattern',
      'pattern',
      'hashes',
      'hash',
      'path',
      ...HASH_FORMATS,
      'references',
      'hashlistreference',
      'path',
      'c4',
    ])
  })

  it('of an empty folder has no list of hashes at all', () => {
    expect(manifestXml(manifest())).not.toContain('<hashes')
  })

  it('leaves out an e-mail address that the schema would refuse', () => {
    const authors = [
      { name: 'Zoë', email: 'nowhere' },
      { name: 'Ann', email: 'ann@set.example' },
    ]
    const text = manifestXml(manifest({ creator: { hostname: 'h', tool: 't', toolVersion: '1', authors } }))
    expect(text.match(/email="[^"]*"/g)).toEqual(['email="ann@set.example"'])
  })

  it('may come with a prefix, in UTF-16, with foreign metadata and without sizes or actions', () => {
    const text = `<?xml version="1.0" encoding="UTF-16"?><m:hashlist xmlns:m="urn:ASC:MHL:v2.0" version="2.0"><m:creatorinfo><m:creationdate>${DATE}</m:creationdate>
      <m:hostname>h</m:hostname><m:tool version="2">T</m:tool></m:creatorinfo><m:processinfo><m:process>in-place</m:process></m:processinfo><m:hashes><m:hash>
      <m:path>Größe</m:path><m:xxh64>EF46DB3751D8E999</m:xxh64><m:metadata><path>no/such</path><md5>nonsense</md5></m:metadata></m:hash></m:hashes></m:hashlist>`
    const { entries, creator } = parseManifest(Buffer.from(`\ufeff${text}`, 'utf16le'), 'x')
    expect(creator).toMatchObject({ tool: 'T', toolVersion: '2' })
    expect(entries).toEqual([
      {
        kind: 'file',
        path: 'Größe',
        size: null,
        created: null,
        modified: null,
        previousPath: null,
        hashes: [{ format: 'xxh64', digest: 'ef46db3751d8e999', action: null, date: null }],
      },
    ])
  })

  it.each([
    ['cut off', manifestXml(manifest({ entries: [file('a')] })).slice(0, -40)],
    ['of another kind', '<ascmhldirectory xmlns="urn:ASC:MHL:DIRECTORY:v2.0"></ascmhldirectory>'],
    ['of version 1', '<hashlist version="1.1"></hashlist>'],
    ['with half a digest', manifestXml(manifest({ entries: [file('a')] })).replace('ef46db3751d8e999', 'ef46')],
    ['with a path out of its folder', manifestXml(manifest({ entries: [file('a/../../b')] }))],
    ['with an absolute path', manifestXml(manifest({ entries: [file('/etc/passwd')] }))],
    ['empty', ''],
  ])('that is %s is refused', (_how, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'mhl.broken' }))
  })
})

describe('a chain', () => {
  const entries = [1, 2, 3].map((number) => ({ number, file: `000${number}_A&B_2026-11-22_090000Z.mhl`, c4: C4 }))

  it('is read back as it was written', () => {
    expect(parseChain(Buffer.from(chainXml(entries)), 'chain')).toEqual(
      entries.map(({ number, file, c4 }) => ({ number, file, format: 'c4', digest: c4 })),
    )
  })

  it('of other tools may name other formats', () => {
    const text = chainXml(entries).replaceAll('c4>', 'md5>').replaceAll(C4, 'd41d8cd98f00b204e9800998ecf8427e')
    expect(parseChain(Buffer.from(text), 'chain')[0]).toMatchObject({
      format: 'md5',
      digest: 'd41d8cd98f00b204e9800998ecf8427e',
    })
  })

  it.each([
    ['a gap', chainXml([entries[0]!, entries[2]!])],
    ['a generation twice', chainXml([entries[0]!, entries[0]!])],
    ['a manifest elsewhere', chainXml([{ number: 1, file: '../0001.mhl', c4: C4 }])],
    ['no hash', chainXml([{ number: 1, file: '0001.mhl', c4: 'c4' }])],
  ])('with %s is refused', (_what, text) => {
    expect(() => parseChain(Buffer.from(text), 'chain')).toThrow(expect.objectContaining({ code: 'mhl.broken' }))
  })
})

describe('names', () => {
  it.each([
    [1, 'A001R1JL', '0001_A001R1JL_2026-11-22_235959Z.mhl'],
    [12345, 'A', '12345_A_2026-11-22_235959Z.mhl'],
    [1, '', '0001_volume_2026-11-22_235959Z.mhl'],
    [1, 'two\nlines', '0001_two_lines_2026-11-22_235959Z.mhl'],
  ])('of manifest %i of %j is %s', (number, folder, expected) => {
    expect(manifestName(number, folder, Date.UTC(2026, 10, 22, 23, 59, 59, 900))).toBe(expected)
    expect(generationOf(expected)).toBe(number)
  })

  it('of manifests fit into a file system, cut between characters', () => {
    const long = manifestName(1, '🎬'.repeat(80), 0)
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(255)
    expect(long.isWellFormed()).toBe(true)
    expect(long).toMatch(/🎬_1970-01-01_000000Z\.mhl$/u)
  })

  it.each(['._0001_A_2026-11-22_090000Z.mhl', 'ascmhl_chain.xml', 'notes.mhl', '.rushes-1.partial'])(
    'such as %s are no manifests',
    (other) => {
      expect(generationOf(other)).toBeNull()
    },
  )

  it('know the folders above', () => {
    expect(parentsOf('a/b/c')).toEqual(['a/b', 'a', ''])
    expect(parentsOf('a')).toEqual([''])
    expect(parentsOf('')).toEqual([])
    expect([within('a', 'a/b'), within('a', 'ab'), within('', 'x'), within('a', 'a')]).toEqual(['b', null, 'x', ''])
  })

  it('and dates that XML has no text for are told', () => {
    expect([fitsXml('tab\tline\r\n'), fitsXml('\u0001'), fitsXml('\ud800'), fitsXml('\uffff'), fitsXml('🎬')]).toEqual([
      true,
      false,
      false,
      false,
      true,
    ])
    expect([xmlDate(0), xmlDate(-1), xmlDate(8.64e15), xmlDate(Number.NaN)]).toEqual([
      '1970-01-01T00:00:00+00:00',
      '1969-12-31T23:59:59+00:00',
      null,
      null,
    ])
  })
})
