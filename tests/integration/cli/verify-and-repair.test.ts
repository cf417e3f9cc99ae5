/**
 * Levels, older lists, incremental offloads, verification by roll and drive, and repairing, from the command line.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rot } from '../../helpers/rot.ts'
import { expectSentence, inText, rushes, stage, type Stage } from './stage.ts'

let ground: Stage
beforeAll(async () => {
  ground = await stage()
})
afterAll(async () => {
  await ground.close()
})

/** What `words` came to: the result line. */
const result = async (...words: string[]) => (await rushes(ground.library, words)).lines.at(-1)

describe('the command line', () => {
  it('offloads at a level, says what that leaves open, and never calls it verified', async () => {
    const copied = await rushes(ground.library, [
      'offload',
      ground.card,
      '--to',
      ground.drives[0],
      '--verify',
      'source',
    ])
    expect(copied.exit).toBe(0)
    expect(copied.lines.at(-1)).toMatchObject({
      safeToFormat: false,
      verdict: { verified: false, reasons: expect.arrayContaining([expect.objectContaining({ code: 'level' })]) },
    })
    const files = copied.lines.filter((line) => line.type === 'file')
    expect(files).toHaveLength(3)
    for (const file of files)
      expect(file).toMatchObject({
        state: 'copied',
        destinations: [{ state: 'copied', level: 'source', readBack: null, verifiedAt: null }],
      })
    expectSentence(
      await inText(ground.library, ['offload', ground.card, '--to', ground.drives[0], '--verify', 'twice']),
      2,
    )
    expectSentence(
      await inText(ground.library, ['offload', ground.card, '--to', ground.drives[0], '--verify', 'size', '--mhl1']),
      2,
    )
  })

  it('writes an MHL 1.1 file beside the card, and verifies it and lists of checksums', async () => {
    expect(
      await result(
        'offload',
        ground.card,
        '--to',
        ground.drives[0],
        '--to',
        ground.drives[1],
        '--mhl1',
        '--hash',
        'c4',
      ),
    ).toMatchObject({ exit: 0, verdict: { verified: true } })
    const file = readdirSync(ground.drives[0]).find((name) => name.endsWith('.mhl')) ?? ''
    expect(file).toMatch(/^A003_1120R7_\d{4}-\d\d-\d\d_\d{6}\.mhl$/)
    expect(await result('verify', join(ground.drives[0], file))).toMatchObject({ exit: 0, counts: { verified: 3 } })
    writeFileSync(join(ground.dir, 'notes.txt'), 'slate')
    writeFileSync(join(ground.dir, 'notes.md5'), '00000000000000000000000000000000  notes.txt\n')
    expect(await result('verify', join(ground.dir, 'notes.md5'))).toMatchObject({ exit: 3, counts: { mismatch: 1 } })
  })

  it('says before the start what is safe already, and where', async () => {
    const plan = (await result('offload', ground.card, '--to', join(ground.dir, 'third'), '--dry-run'))?.plan
    expect(plan).toMatchObject({ known: { files: 3 }, safe: [{ places: expect.any(Array) }, {}, {}] })
    expect(
      (await inText(ground.library, ['offload', ground.card, '--to', join(ground.dir, 'third'), '--dry-run'])).stdout,
    ).toContain('already safe on')
  })

  it('verifies by roll, finds a copy that went bad, shows how it can be healed, and heals it when told to', async () => {
    const clip = join(ground.drives[0], 'A003_1120R7/A003C001.mov')
    rot(join(ground.library, 'rushes.db'), clip, 'ROTTEN', 4096)
    const roll = (await rushes(ground.library, ['ls', 'A003C001'])).lines.find((line) => line.type === 'asset')
      ?.roll as string
    expect(await result('verify', '--roll', roll)).toMatchObject({ exit: 3, counts: { mismatch: 1 } })
    expect(await result('verify', '--roll', 'Z999')).toMatchObject({ exit: 1, code: 'not_found' })
    expectSentence(await inText(ground.library, ['verify', ground.card, '--roll', roll]), 2)

    const asked = await rushes(ground.library, ['heal'])
    expect(asked.exit).toBe(3)
    expect(asked.lines.filter((line) => line.type === 'bad')).toMatchObject([
      { path: clip, good: [{ path: join(ground.drives[1], 'A003_1120R7/A003C001.mov') }] },
    ])
    const healed = await rushes(ground.library, ['heal', ground.drives[0], '--yes'])
    expect(healed.exit).toBe(0)
    expect(healed.lines.filter((line) => line.type === 'healed')).toMatchObject([
      { path: clip, aside: join(ground.drives[0], 'A003_1120R7 (bad copies)/A003C001.mov') },
    ])
    expect(await result('repair')).toMatchObject({ exit: 0, count: 0 })
    expect(await result('verify', '--roll', roll, '--seal')).toMatchObject({ exit: 0, histories: [{}, {}] })
  })

  it('sets after how many days copies are verified again by themselves', async () => {
    expect(await result('verify', '--every', '30')).toMatchObject({
      exit: 0,
      message: expect.stringContaining('30 days'),
    })
    expect(await result('verify', '--every', '0')).toMatchObject({ exit: 0 })
    expectSentence(await inText(ground.library, ['verify', '--every', 'often']), 2)
  })

  it('lists the generations of a history, compares by names and sizes, and flattens to a packing list', async () => {
    const folder = join(ground.drives[0], 'A003_1120R7')
    const info = await rushes(ground.library, ['mhl', 'info', folder])
    expect(info.exit).toBe(0)
    expect(info.lines.filter((line) => line.type === 'generation').map((line) => line.number)).toEqual([1, 2, 3])
    expect(await result('mhl', 'diff', folder)).toMatchObject({ exit: 0, count: 0 })
    writeFileSync(join(folder, 'report.txt'), 'longer than it was')
    writeFileSync(join(folder, 'new.txt'), '')
    expect(
      (await rushes(ground.library, ['mhl', 'diff', folder])).lines.filter((line) => line.type === 'finding'),
    ).toMatchObject([
      { path: 'new.txt', finding: 'extra' },
      { path: 'report.txt', finding: 'mismatch' },
    ])
    mkdirSync(join(ground.dir, 'lists'))
    expect(await result('mhl', 'flatten', folder, '--to', join(ground.dir, 'lists'))).toMatchObject({
      exit: 0,
      path: expect.stringMatching(/packinglist_A003_1120R7_.*\.mhl$/),
    })
    expectSentence(await inText(ground.library, ['mhl', 'flatten', folder, '--to', folder]), 2)
    expectSentence(await inText(ground.library, ['mhl', 'info', ground.dir.concat('/lists')]), 1)
  })
})
