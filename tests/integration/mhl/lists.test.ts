/**
 * Lists of older kinds: MHL 1.1 as we write it, held against the public `mhl` tool, and lists of checksums as other
 * tools print them.
 *
 * The public tool (`mhl seal`, `mhl verify`) is asked where it is on the PATH; elsewhere those tests are reported as
 * skipped.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { verifyByLists, verifyV1 } from '../../../electron/engine/mhl/v1-verify.ts'
import { hashListFormat } from '../../../electron/engine/mhl/hash-list-read.ts'
import { v1Xml, writeV1 } from '../../../electron/engine/mhl/v1-write.ts'
import { parseV1 } from '../../../electron/engine/mhl/v1-read.ts'
import type { HashFormat } from '../../../shared/model/hash.ts'
import { concerns, CREATOR, createScratch, hasTool, readFiles, run, write } from './support.ts'

const scratch = createScratch()
afterAll(() => {
  scratch.clear()
})
const tool = hasTool('mhl')

const ROLL = { 'A001C001.mov': 'first', 'Clips & <more>/größe.wav': 'second', empty: '' }

async function sealed(formats: readonly HashFormat[] = ['xxh64']): Promise<string> {
  const root = scratch.folder('A001')
  write(root, ROLL)
  const files = await readFiles(root, formats)
  return writeV1({
    folder: dirname(root),
    name: 'A001',
    creator: { ...CREATOR, authors: [{ name: 'Zoë' }] },
    startedAt: Date.UTC(2026, 2, 14, 9),
    finishedAt: Date.UTC(2026, 2, 14, 9, 1),
    entries: files.map((file) => ({ ...file, path: `A001/${file.path}`, modified: file.modified ?? 0 })),
  })
}

describe('an MHL 1.1 file of ours', () => {
  it('lies beside the folder, is named by it and the time, and is read and verified by us', async () => {
    const file = await sealed(['md5', 'xxh64'])
    expect(file).toMatch(/\/A001_2026-03-14_090000\.mhl$/)
    expect(parseV1(readFileSync(file), file).at).toBe(Date.UTC(2026, 2, 14, 9))
    expect(await verifyV1(file, {})).toMatchObject({ ok: true, counts: { verified: 3 }, remarks: [] })
  })

  it('holds its elements in the order of the public tool, xxHash64 in its canonical form alone', async () => {
    const text = readFileSync(await sealed(['c4', 'xxh64', 'sha1', 'md5']), 'utf8')
    const [hash = ''] = /<hash>[^]*?<\/hash>/.exec(text) ?? []
    expect([...hash.matchAll(/<(\w+)>/g)].map((match) => match[1])).toEqual([
      'hash',
      'file',
      'size',
      'lastmodificationdate',
      'md5',
      'sha1',
      'xxhash64be',
      'hashdate',
    ])
    expect(text).toContain(`<xxhash64be>${digestBytes('xxh64', Buffer.from('first'))}</xxhash64be>`)
    const [creator = ''] = /<creatorinfo>[^]*?<\/creatorinfo>/.exec(text) ?? []
    expect([...creator.matchAll(/<(\w+)>/g)].map((match) => match[1])).toEqual([
      'creatorinfo',
      'name',
      'username',
      'hostname',
      'tool',
      'startdate',
      'finishdate',
    ])
  })

  it("leaves out what it can't hold", () => {
    const xml = v1Xml({
      creator: CREATOR,
      startedAt: 0,
      finishedAt: 0,
      entries: [{ path: 'a', size: 1, modified: 0, hashedAt: 0, hashes: { c4: 'c4' } }],
    })
    expect(xml).not.toContain('<hash>')
  })

  it.skipIf(!tool).each<readonly HashFormat[]>([['xxh64'], ['md5'], ['sha1'], ['md5', 'sha1', 'xxh64']])(
    'is verified by the public tool (%s, …)',
    async (...formats) => {
      const file = await sealed(formats)
      expect(run('mhl', 'verify', '-f', file)).toMatchObject({ exit: 0 })
      writeFileSync(join(dirname(file), 'A001', 'A001C001.mov'), 'FIRST')
      expect(run('mhl', 'verify', '-f', file).exit).not.toBe(0)
    },
  )
})

describe.skipIf(!tool)('an MHL file of the public tool', () => {
  it.each(['md5', 'sha1', 'xxhash', 'xxhash64', 'xxhash64be'])(
    'in %s is verified by us, and what was changed is found',
    async (format) => {
      const root = scratch.folder('A001')
      write(root, ROLL)
      execFileSync('mhl', ['seal', '-t', format, root], { cwd: dirname(root) })
      const file = join(dirname(root), readdirSync(dirname(root)).find((name) => name.endsWith('.mhl')) ?? '')
      expect(await verifyV1(file, {})).toMatchObject({ ok: true, counts: { verified: 3 } })
      writeFileSync(join(root, 'A001C001.mov'), 'FIRST')
      expect(concerns(await verifyV1(file, {}))).toEqual(['mismatch A001/A001C001.mov'])
    },
  )
})

const hash = (format: HashFormat, text: string) => digestBytes(format, Buffer.from(text))

async function listed(name: string, list: string | Uint8Array, files: Readonly<Record<string, string>> = ROLL) {
  const root = scratch.folder('A001')
  write(root, files)
  writeFileSync(join(root, name), list)
  return verifyV1(join(root, name), {})
}

describe('a list of checksums', () => {
  it.each<readonly [string, string, string]>([
    ['GNU, as md5sum prints it', 'card.md5', `${hash('md5', 'first')}  A001C001.mov\n${hash('md5', '')} *empty\n`],
    [
      'BSD, as md5 and --tag print it',
      'card.md5',
      `MD5 (A001C001.mov) = ${hash('md5', 'first')}\nSHA1 (empty) = ${hash('sha1', '')}\n`,
    ],
    ['OpenSSL', 'card.sha1', `SHA1(A001C001.mov)= ${hash('sha1', 'first')}\nSHA1(empty)= ${hash('sha1', '')}\n`],
    ['shasum', 'card.sha1', `${hash('sha1', 'first')}  ./A001C001.mov\n${hash('sha1', '')}  empty\n`],
    ['xxhsum', 'card.xxh', `${hash('xxh64', 'first')}  A001C001.mov\nXXH3_${hash('xxh3', '')}  empty\n`],
    [
      'xxhsum -H2',
      'card.xxh128',
      `${hash('xxh128', 'first')}  A001C001.mov\n${hash('xxh128', '').toUpperCase()}  empty\n`,
    ],
    [
      'Windows: CRLF, backslashes, remarks',
      'card.md5',
      `\ufeff; made by a tool\r\n${hash('md5', 'second')} *Clips & <more>\\größe.wav\r\n${hash('md5', '')} *empty\r\n`,
    ],
    ['without an ending', 'MD5SUMS', `# two\n${hash('md5', 'first')}  A001C001.mov\n${hash('md5', '')}  empty\n`],
  ])('of the form of %s is read and verified', async (_form, name, list) => {
    // The list tells of two of the three files: what it says of them is right, and the folder is not whole by it.
    expect(await listed(name, list)).toMatchObject({
      ok: false,
      counts: { verified: 2, missing: 0, mismatch: 0, extra: 1 },
    })
  })

  it('in UTF-16 or in Windows-1252 is read', async () => {
    const list = `${hash('md5', 'second')} *Clips & <more>\\größe.wav\r\n`
    const files = { 'Clips & <more>/größe.wav': 'second' }
    expect(await listed('card.md5', Buffer.from(`\ufeff${list}`, 'utf16le'), files)).toMatchObject({ ok: true })
    expect(await listed('card.md5', Buffer.from(list, 'latin1'), files)).toMatchObject({ ok: true })
  })

  it('may escape names, and a backslash that belongs to a name stays one', async () => {
    const files = { 'with\nbreak': '1', 'back\\slash': '2' }
    expect(
      await listed('card.md5', `\\${hash('md5', '1')}  with\\nbreak\n\\${hash('md5', '2')}  back\\\\slash\n`, files),
    ).toMatchObject({ ok: true })
  })

  it("of the system's own md5sum, sha1sum and xxhsum is verified", async () => {
    for (const [command, name] of [
      ['md5sum', 'a.md5'],
      ['sha1sum', 'a.sha1'],
      ['xxhsum', 'a.xxh'],
      ['b2sum', ''],
    ] as const) {
      if (name === '' || !hasTool(command)) continue
      const root = scratch.folder('A001')
      write(root, ROLL)
      writeFileSync(
        join(root, name),
        execFileSync('sh', ['-c', `find . -type f ! -name '${name}' -exec ${command} {} +`], { cwd: root }),
      )
      expect(await verifyV1(join(root, name), {})).toMatchObject({ ok: true, counts: { verified: 3 } })
    }
  })

  it("names what differs, what is gone, what leads out of its folder, and what can't be checked", async () => {
    const result = await listed(
      'card.md5',
      `${hash('md5', 'x')}  A001C001.mov\n${hash('md5', 'x')}  gone\n${hash('md5', 'x')}  ../out\n${'a'.repeat(64)}  empty\n`,
    )
    expect(concerns(result)).toEqual([
      'extra Clips & <more>/größe.wav',
      'mismatch A001C001.mov',
      'missing gone',
      'unreadable ../out',
      'unreadable empty',
    ])
  })

  it('of one file that is named after it never meant to tell of the others', async () => {
    expect(await listed('A001C001.mov.md5', `${hash('md5', 'first')}  A001C001.mov\n`)).toMatchObject({
      ok: true,
      counts: { verified: 1, extra: 0 },
    })
    expect(await listed('card.md5', `${hash('md5', 'first')}  A001C001.mov\n`)).toMatchObject({
      ok: false,
      counts: { verified: 1, extra: 2 },
    })
  })

  it('among several is taken together with them: what none tells of is extra', async () => {
    const root = scratch.folder('A001')
    write(root, ROLL)
    const lists = ['a.md5', 'b.sha1'].map((name) => join(root, name))
    writeFileSync(lists[0]!, `${hash('md5', 'first')}  A001C001.mov\n`)
    writeFileSync(lists[1]!, `${hash('sha1', '')}  empty\n`)
    expect(concerns(await verifyByLists(root, lists, {}))).toEqual(['extra Clips & <more>/größe.wav'])
    writeFileSync(lists[1]!, `${hash('sha1', '')}  empty\n${hash('sha1', 'second')}  Clips & <more>/größe.wav\n`)
    expect(await verifyByLists(root, lists, {})).toMatchObject({ ok: true, counts: { verified: 3, extra: 0 } })
  })

  it.each(['<hashlist version="1.1"></hashlist>', '<hashlist version="1.1"><creatorinfo></creatorinfo></hashlist>'])(
    'as an empty MHL file makes nothing whole, and is told as an empty list of any kind: %s',
    async (list) => {
      for (const [name, text] of [
        ['card.mhl', `<?xml version="1.0"?>${list}`],
        ['card.md5', '# nothing\n'],
      ] as const) {
        const root = scratch.folder('A001')
        write(root, ROLL)
        writeFileSync(join(root, name), text)
        await expect(verifyV1(join(root, name), {})).rejects.toMatchObject({
          code: 'mhl.broken',
          message: expect.stringContaining(`${name} lists no file.`) as string,
        })
        expect(await verifyByLists(root, [join(root, name)], {})).toMatchObject({
          ok: false,
          files: 0,
          counts: { verified: 0, extra: 3, unreadable: 1 },
          totals: { named: 0, extra: 3, lists: 1 },
        })
      }
    },
  )

  it('that is none is refused', async () => {
    await expect(listed('card.md5', 'no list at all\n')).rejects.toMatchObject({ code: 'mhl.broken' })
    await expect(listed('card.md5', '# nothing\n')).rejects.toMatchObject({ code: 'mhl.broken' })
  })
})

describe('the name of a list', () => {
  it('is none of the words that every object knows', () => {
    expect(['clip.constructor', 'toString', 'clip.__proto__', 'valueOf.mov'].map(hashListFormat)).toEqual([
      null,
      null,
      null,
      null,
    ])
    expect(['MD5SUMS', 'A003.MD5', 'a.xxh3'].map(hashListFormat)).toEqual(['md5', 'md5', 'xxh3'])
  })
})
