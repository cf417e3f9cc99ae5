/**
 * MHL 1.1 files as they come: other encodings, other Unicode forms, both byte orders of xxHash64.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { findV1Files, verifyV1 } from '../../../electron/engine/mhl/v1-verify.ts'
import { concerns, createScratch, write } from './support.ts'

const scratch = createScratch()
afterAll(() => {
  scratch.clear()
})

const big = (text: string) => digestBytes('xxh64', Buffer.from(text))
const little = (text: string) => Buffer.from(big(text), 'hex').reverse().toString('hex')

function v1(hashes: readonly (readonly [path: string, element: string, digest: string])[], encoding = 'UTF-8'): string {
  return `<?xml version="1.0" encoding="${encoding}"?>\n<hashlist version="1.1">\n<creatorinfo><name>Zoë</name><tool>Any</tool></creatorinfo>\n${hashes
    .map(
      ([path, element, digest]) =>
        `<hash><file>${path}</file><size>1</size><lastmodificationdate>2020-01-01T00:00:00Z</lastmodificationdate><${element}>${digest}</${element}><hashdate>2020-01-01T00:00:00Z</hashdate></hash>`,
    )
    .join('\n')}\n</hashlist>\n`
}

function card(files: Readonly<Record<string, string>>, mhl: string | Uint8Array): string {
  const root = scratch.folder()
  write(root, files)
  writeFileSync(join(root, 'A001_2020-01-01_000000.mhl'), mhl)
  return join(root, 'A001_2020-01-01_000000.mhl')
}

/** UTF-32 with a byte order mark. */
function utf32(text: string): Uint8Array {
  return Buffer.concat(
    [...`\ufeff${text}`].map((letter) => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32LE(letter.codePointAt(0) ?? 0)
      return bytes
    }),
  )
}

describe('an MHL 1.1 file', () => {
  it('verifies every format that it may hold, each in its own byte order', async () => {
    const file = card(
      { a: '1', b: '2', c: '3', 'sub/d': '4' },
      v1([
        ['a', 'xxhash64be', big('1')],
        ['b', 'xxhash64', little('2')],
        ['c', 'md5', digestBytes('md5', Buffer.from('3')).toUpperCase()],
        ['sub/d', 'sha1', digestBytes('sha1', Buffer.from('4'))],
      ]),
    )
    expect(await verifyV1(file, {})).toMatchObject({ ok: true, counts: { verified: 4 }, histories: [] })
  })

  it('verifies a 64-bit hash that a tool printed as a decimal number, and the 32-bit one of early files', async () => {
    const file = card(
      { a: '1', b: 'foo' },
      v1([
        ['a', 'xxhash64', String(BigInt(`0x${big('1')}`))],
        ['b', 'xxhash', '3792637401'],
      ]),
    )
    expect(await verifyV1(file, {})).toMatchObject({ ok: true, counts: { verified: 2 } })
  })

  it('verifies paths with backslashes, and lines that end in CR or CRLF', async () => {
    for (const end of ['\r\n', '\r']) {
      const file = card({ 'sub/d': '4' }, v1([['sub\\d', 'xxhash64be', big('4')]]).replaceAll('\n', end))
      expect(await verifyV1(file, {})).toMatchObject({ ok: true, counts: { verified: 1 } })
    }
  })

  it('never takes one byte order of xxHash64 for the other', async () => {
    const file = card(
      { a: '1', b: '2' },
      v1([
        ['a', 'xxhash64be', little('1')],
        ['b', 'xxhash64', big('2')],
      ]),
    )
    expect(concerns(await verifyV1(file, {}))).toEqual(['mismatch a', 'mismatch b'])
  })

  it('names changed and missing files, those outside its folder, and those with no hash that can be checked', async () => {
    const file = card(
      { a: '1', c: '3', stranger: 'x' },
      v1([
        ['a', 'xxhash64be', big('x')],
        ['b', 'xxhash64be', big('2')],
        ['c', 'xxhash', '12345'],
        ['../e', 'md5', digestBytes('md5', new Uint8Array())],
      ]),
    )
    const result = await verifyV1(file, {})
    expect(result.ok).toBe(false)
    expect(concerns(result)).toEqual(['extra stranger', 'mismatch a', 'mismatch c', 'missing b', 'unreadable ../e'])
  })

  const text = v1([['Größe', 'xxhash64be', big('1')]])
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16, little-endian', Buffer.from(`\ufeff${text.replace('UTF-8', 'UTF-16')}`, 'utf16le')],
    ['UTF-16, big-endian', Buffer.from(`\ufeff${text.replace('UTF-8', 'UTF-16')}`, 'utf16le').swap16()],
    ['UTF-16, said to be UTF-8, without a mark', Buffer.from(text, 'utf16le')],
    ['UTF-32', utf32(text.replace('UTF-8', 'UTF-32'))],
    ['ISO-8859-1', Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1')],
  ])('may come in %s', async (_encoding, bytes) => {
    expect(await verifyV1(card({ Größe: '1' }, bytes), {})).toMatchObject({ ok: true, counts: { verified: 1 } })
  })

  it('may come in windows-1251', async () => {
    const [before = '', after = ''] = v1([['@', 'xxhash64be', big('1')]], 'windows-1251')
      .replace('Zoë', 'Zoe')
      .split('@')
    const file = card(
      { Дубль: '1' },
      Buffer.concat([Buffer.from(before), Buffer.from([0xc4, 0xf3, 0xe1, 0xeb, 0xfc]), Buffer.from(after)]),
    )
    expect(await verifyV1(file, {})).toMatchObject({ ok: true, counts: { verified: 1 } })
  })

  it('finds names that were stored in the other Unicode form', async () => {
    const file = card({ Größe: '1' }, v1([['Größe'.normalize('NFD'), 'xxhash64be', big('1')]]))
    expect(await verifyV1(file, {})).toMatchObject({ ok: true })
  })

  it.each([
    ['not XML', 'nonsense'],
    ['of version 2', '<hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0"></hashlist>'],
    ['bytes of no such encoding', Buffer.from([0x3c, 0x61, 0x3e, 0xff])],
  ])('that is %s is refused', async (_what, bytes) => {
    await expect(verifyV1(card({}, bytes), {})).rejects.toMatchObject({ code: 'mhl.broken' })
  })

  it('is found beside the files', async () => {
    const file = card({ a: '1' }, v1([]))
    expect(await findV1Files(dirname(file))).toEqual([file])
  })

  it('that is not there is said to be so', async () => {
    const root = scratch.folder()
    mkdirSync(join(root, 'x'))
    await expect(verifyV1(join(root, 'x.mhl'), {})).rejects.toMatchObject({ code: 'not_found' })
  })
})
