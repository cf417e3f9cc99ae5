/**
 * Histories on real folders: sealing, verifying, what was spoilt is what is found, and what a crash leaves behind.
 */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { hashFile } from '../../../electron/engine/hash/hash-file.ts'
import { readHistory } from '../../../electron/engine/mhl/read-history.ts'
import { concerns, createScratch, manifestsOf, readFiles, seal, verify, write } from './support.ts'
import { unmount } from '../../helpers/unmount.ts'

const scratch = createScratch()
afterAll(() => {
  scratch.clear()
})

const ROLL = {
  'Clips/a.mov': 'first',
  'Clips/b.mov': 'second',
  'Clips/empty.xml': '',
  'report.txt': 'report',
  'Empty/': '',
}
const chainOf = (root: string) => join(root, 'ascmhl', 'ascmhl_chain.xml')
const manifestText = (root: string, generation: number) =>
  readFileSync(join(root, 'ascmhl', manifestsOf(root)[generation - 1] ?? ''), 'utf8')

async function sealedRoll(name?: string): Promise<string> {
  const root = scratch.folder(name)
  write(root, ROLL)
  await seal(root)
  return root
}

describe('sealing', () => {
  it('writes one manifest and the chain, and says what it wrote', async () => {
    const root = scratch.folder('A001R1JL')
    write(root, ROLL)
    const result = await seal(root, { startedAt: Date.UTC(2026, 6, 22, 9, 15, 0), comment: 'From /card' })
    expect(readdirSync(join(root, 'ascmhl')).sort()).toEqual([
      '0001_A001R1JL_2026-07-22_091500Z.mhl',
      'ascmhl_chain.xml',
    ])
    expect(result).toMatchObject({ failed: [], unrecorded: [], generations: [{ root, generation: 1 }] })
    const history = await readHistory(root)
    expect(history).toMatchObject({
      problems: [],
      generations: [
        {
          number: 1,
          state: 'listed',
          c4: result.generations[0]?.c4,
          manifest: { process: 'transfer', comment: 'From /card' },
        },
      ],
    })
  })

  it('never rewrites a manifest', async () => {
    const root = await sealedRoll()
    const before = manifestText(root, 1)
    await seal(root)
    await verify(root, { dryRun: false })
    expect(manifestText(root, 1)).toBe(before)
    expect(manifestsOf(root)).toHaveLength(3)
  })

  it('records only what was read, and names the rest', async () => {
    const root = scratch.folder()
    write(root, { ...ROLL, 'bad\u0001name': 'x' })
    const entries = (await readFiles(root)).filter((entry) => entry.path !== 'report.txt')
    const { unrecorded } = await seal(root, { entries })
    expect(unrecorded.map(({ path }) => path).sort()).toEqual(['bad\u0001name', 'report.txt'])
    expect(concerns(await verify(root))).toEqual(['extra bad\u0001name', 'extra report.txt'])
    // The root's hash would cover files that nobody read.
    expect(manifestText(root, 1)).not.toContain('<roothash>')
    expect(manifestText(root, 1)).toContain('<directoryhash>')
  })

  it('refuses an entry that is not there, and writes nothing', async () => {
    const root = scratch.folder()
    write(root, ROLL)
    const entries = await readFiles(root)
    rmSync(join(root, 'report.txt'))
    await expect(seal(root, { entries })).rejects.toMatchObject({ code: 'not_found' })
    expect(readdirSync(root)).not.toContain('ascmhl')
  })

  it('lets the ignore list only grow', async () => {
    const root = await sealedRoll()
    write(root, { 'x.tmp': '1' })
    await seal(root, { ignore: ['*.tmp'] })
    await seal(root, { ignore: ['*.bak'] })
    const history = await readHistory(root)
    expect(history?.generations.map(({ manifest }) => manifest.ignore)).toEqual([
      ['.DS_Store', 'ascmhl', 'ascmhl/'],
      ['.DS_Store', 'ascmhl', 'ascmhl/', '*.tmp'],
      ['.DS_Store', 'ascmhl', 'ascmhl/', '*.tmp', '*.bak'],
    ])
    expect(manifestText(root, 2)).not.toContain('x.tmp')
    expect((await verify(root)).ok).toBe(true)
  })

  it('records a file that differs from its first hash as failed, and goes on to say so', async () => {
    const root = await sealedRoll()
    writeFileSync(join(root, 'report.txt'), 'rep0rt')
    expect((await seal(root)).failed).toEqual(['report.txt'])
    expect(manifestText(root, 2)).toMatch(/report\.txt<\/path>\s*<xxh64 action="failed"/)
    expect(concerns(await verify(root))).toEqual(['mismatch report.txt'])
  })

  it('adds nothing to a history that is not whole', async () => {
    const root = await sealedRoll()
    await seal(root)
    rmSync(join(root, 'ascmhl', manifestsOf(root)[0] ?? ''))
    await expect(seal(root)).rejects.toMatchObject({ code: 'mhl.broken' })
    expect(manifestsOf(root)).toHaveLength(1)
  })
})

describe('verifying', () => {
  it('adds a generation with what it found, in the formats asked for too', async () => {
    const root = await sealedRoll()
    const result = await verify(root, { dryRun: false, formats: ['md5'], comment: 'weekly' })
    expect(result).toMatchObject({
      ok: true,
      counts: { verified: 4 },
      files: 4,
      histories: [{ generation: 2, notRecorded: null }],
    })
    expect(manifestText(root, 2)).toMatch(/<md5 action="verified"/)
    expect(manifestText(root, 2)).toContain('<process>in-place</process>')
    // A format that came later is truth from then on.
    writeFileSync(join(root, 'report.txt'), 'rep0rt')
    const spoilt = await verify(root)
    expect(spoilt.findings[0]).toMatchObject({
      finding: 'mismatch',
      hashes: { md5: expect.any(String) as string, xxh64: expect.any(String) as string },
    })
  })

  it('gathers every fault in one go, and streams each as it is found', async () => {
    const root = scratch.folder()
    write(root, { a: '1', b: '2', c: '3', 'd/e': '4', 'E/': '' })
    await seal(root)
    writeFileSync(join(root, 'a'), 'x')
    rmSync(join(root, 'b'))
    write(root, { 'd/new': '5', 'New/': '' })
    symlinkSync('c', join(root, 'link'))
    const streamed: string[] = []
    let last = { bytes: 0, totalBytes: -1, files: 0, totalFiles: -1 }
    const result = await verify(root, {
      onFile: ({ finding, path }) => {
        streamed.push(`${finding} ${path}`)
      },
      onProgress: (progress) => {
        last = progress
      },
    })
    expect(concerns(result)).toEqual(['extra d/new', 'mismatch a', 'missing b', 'skipped link'])
    expect(streamed.sort()).toEqual([
      'extra d/new',
      'mismatch a',
      'missing b',
      'skipped link',
      'verified c',
      'verified d/e',
    ])
    expect(last).toMatchObject({ bytes: 4, totalBytes: 4, files: 4, totalFiles: 4 })
    expect(result.findings.every(({ message }) => message !== null && message.endsWith('.'))).toBe(true)
  })

  it('takes new files in as original only when they are accepted, and keeps on missing what is gone', async () => {
    const root = await sealedRoll()
    write(root, { 'new.mov': 'new' })
    rmSync(join(root, 'report.txt'))
    for (const generation of [2, 3]) {
      expect(concerns(await verify(root, { dryRun: false }))).toEqual(['extra new.mov', 'missing report.txt'])
      expect(manifestText(root, generation)).not.toContain('new.mov')
    }
    expect((await verify(root, { dryRun: false, acceptNew: true })).accepted).toEqual(['new.mov'])
    expect(manifestText(root, 4)).toMatch(/new\.mov<\/path>\s*<xxh64 action="original"/)
    expect(concerns(await verify(root, { dryRun: false }))).toEqual(['missing report.txt'])
    writeFileSync(join(root, 'report.txt'), 'report')
    expect((await verify(root)).ok).toBe(true)
  })

  it('says of a moved file that it was moved', async () => {
    const root = await sealedRoll()
    renameSync(join(root, 'report.txt'), join(root, 'moved.txt'))
    const { findings } = await verify(root)
    expect(findings.find((each) => each.finding === 'extra')?.message).toContain('has the bytes of report.txt')
    expect(findings.find((each) => each.finding === 'missing')?.message).toMatch(
      /^report\.txt is not there under this name, but moved\.txt has its bytes\. report\.txt is now called moved\.txt\?/,
    )
  })

  it('sees an empty folder come, go, and both', async () => {
    const come = await sealedRoll()
    mkdirSync(join(come, 'Clips/New'))
    expect(concerns(await verify(come))).toEqual(['directory-mismatch Clips'])
    const go = await sealedRoll()
    rmSync(join(go, 'Empty'), { recursive: true })
    expect(concerns(await verify(go))).toEqual(['missing Empty'])
    const both = await sealedRoll()
    renameSync(join(both, 'Empty'), join(both, 'Renamed'))
    expect(concerns(await verify(both))).toEqual(['missing Empty'])
  })

  it('finds files again whose names another file system stored in another Unicode form', async () => {
    const root = scratch.folder()
    const [nfc, nfd] = ['Größe', 'Größe'.normalize('NFD')]
    write(root, { [`${nfc}/${nfc}.mov`]: '1', b: '2' })
    await seal(root)
    renameSync(join(root, nfc), join(root, nfd))
    renameSync(join(root, nfd, `${nfc}.mov`), join(root, nfd, `${nfd}.mov`))
    expect(await verify(root, { dryRun: false })).toMatchObject({ ok: true, counts: { verified: 2 } })
    expect((await verify(root)).ok).toBe(true)
  })

  it('stops when it is told to, and then adds nothing', async () => {
    const root = await sealedRoll()
    const abort = new AbortController()
    await expect(
      verify(root, {
        dryRun: false,
        signal: abort.signal,
        onFile: () => {
          abort.abort()
        },
      }),
    ).rejects.toMatchObject({ code: 'cancelled' })
    expect(manifestsOf(root)).toHaveLength(1)
  })

  it('does not care when a file was touched', async () => {
    const root = await sealedRoll()
    utimesSync(join(root, 'report.txt'), 1, 1)
    expect((await verify(root)).ok).toBe(true)
  })

  it('says that there is nothing to verify against, or no folder', async () => {
    const root = scratch.folder()
    write(root, ROLL)
    await expect(verify(root)).rejects.toMatchObject({ code: 'mhl.missing' })
    await expect(verify(join(root, 'nowhere'))).rejects.toMatchObject({ code: 'not_found' })
    mkdirSync(join(root, 'ascmhl'))
    await expect(verify(root)).rejects.toMatchObject({ code: 'mhl.missing' })
  })

  it('reports what can’t be read, and verifies the rest', async () => {
    const root = await sealedRoll()
    chmodSync(dirname(root), 0o755)
    chmodSync(join(root, 'report.txt'), 0)
    chmodSync(join(root, 'Clips'), 0)
    write(root, { other: 'x' })
    // Root reads everything, so the tests become nobody for a moment.
    const isRoot = process.getuid?.() === 0
    if (isRoot) process.seteuid?.(65534)
    try {
      const result = await verify(root, { dryRun: false })
      expect(concerns(result)).toEqual(['extra other', 'unreadable Clips', 'unreadable report.txt'])
      expect(result.histories[0]?.notRecorded).toContain('no right to write')
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
  })

  it.runIf(process.platform === 'linux')(
    'reads a name that is no UTF-8, shows its bytes, and says that nothing can vouch for it',
    async () => {
      const root = await sealedRoll()
      writeFileSync(Buffer.concat([Buffer.from(`${root}/bad`), Buffer.from([0xff])]), 'x')
      const { findings } = await verify(root)
      expect(findings).toMatchObject([
        {
          path: 'bad\\xFF',
          finding: 'extra',
          message: expect.stringContaining('a name that no manifest can hold') as string,
        },
      ])
    },
  )

  it('goes on after a drive reported an error, and gives the folders of that file no hash', async () => {
    const root = await sealedRoll()
    const result = await verify(root, {
      dryRun: false,
      hashFile: (path, formats, options) =>
        path.endsWith('a.mov')
          ? Promise.reject(Object.assign(new Error('i/o error'), { code: 'EIO' }))
          : hashFile(path, formats, options),
    })
    expect(concerns(result)).toEqual(['unreadable Clips/a.mov'])
    expect(manifestText(root, 2)).toContain('b.mov')
    expect(manifestText(root, 2)).not.toMatch(/a\.mov|<roothash>|<path>Clips<\/path>/)
    expect((await verify(root)).ok).toBe(true)
  })

  it('verifies a read-only drive and says that nothing was recorded there', async (context) => {
    const root = await sealedRoll()
    try {
      execFileSync('mount', ['--bind', root, root])
      execFileSync('mount', ['-o', 'remount,bind,ro', root])
    } catch {
      context.skip('mounting needs root')
    }
    try {
      const result = await verify(root, { dryRun: false })
      expect(result).toMatchObject({
        ok: true,
        histories: [{ generation: null, notRecorded: expect.stringContaining('read-only') as string }],
      })
    } finally {
      await unmount(root)
    }
  })
})

describe('a history that was tampered with', () => {
  it('is not believed where a manifest was changed', async () => {
    const root = await sealedRoll()
    writeFileSync(join(root, 'report.txt'), 'forged')
    const forged = (await readFiles(root)).find((entry) => entry.path === 'report.txt')?.hashes.xxh64 ?? ''
    const manifest = join(root, 'ascmhl', manifestsOf(root)[0] ?? '')
    writeFileSync(
      manifest,
      readFileSync(manifest, 'utf8').replace(/(report\.txt<\/path>\s*<xxh64[^>]*>)[0-9a-f]+/, `$1${forged}`),
    )
    const result = await verify(root, { dryRun: false })
    expect(result.counts).toMatchObject({ verified: 0, 'manifest-changed': 1, extra: 4 })
    expect(result.histories[0]).toMatchObject({
      generation: null,
      notRecorded: expect.stringContaining('not whole') as string,
    })
  })

  it('is still checked by the manifests that are whole', async () => {
    const root = await sealedRoll()
    await seal(root)
    const manifest = join(root, 'ascmhl', manifestsOf(root)[1] ?? '')
    writeFileSync(manifest, 'garbage')
    expect((await verify(root)).counts).toMatchObject({ verified: 4, 'manifest-changed': 1 })
    rmSync(manifest)
    expect((await verify(root)).counts).toMatchObject({ verified: 4, 'manifest-missing': 1 })
  })

  it('names a manifest that nobody entered', async () => {
    const root = await sealedRoll()
    copyFileSync(
      join(root, 'ascmhl', manifestsOf(root)[0] ?? ''),
      join(root, 'ascmhl', '0007_other_2026-01-01_000000Z.mhl'),
    )
    expect(concerns(await verify(root))).toEqual(['manifest-changed ascmhl/0007_other_2026-01-01_000000Z.mhl'])
  })

  it('names a chain that is no chain', async () => {
    const root = await sealedRoll()
    writeFileSync(chainOf(root), readFileSync(chainOf(root), 'utf8').slice(0, 100))
    expect((await verify(root)).counts).toMatchObject({ 'manifest-changed': 1, verified: 4 })
  })
})
