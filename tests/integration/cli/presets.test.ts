/**
 * Presets on the command line: kept, shared as a file, used for an offload.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSentence, inText, rushes, stage, type Stage } from './stage.ts'

describe('presets on the command line', () => {
  let s: Stage
  beforeAll(async () => {
    s = await stage()
  })
  afterAll(async () => {
    await s.close()
  })

  it('Netflix’s folders come with Rushes, and stay as they are', async () => {
    const run = await rushes(s.library, ['presets'])
    expect(run.lines.filter((line) => line.type === 'preset')).toMatchObject([
      { name: 'Netflix', builtIn: true, template: '{project:plain}/{date:YYYYMMDD}/{media}/{roll:plain}' },
      { builtIn: true },
    ])
    expectSentence(await inText(s.library, ['presets', 'remove', 'netflix']), 2)
    expectSentence(await inText(s.library, ['presets', 'save', 'NETFLIX']), 2)
  })

  it('an offload by one needs what the card can’t tell, and lays it where it belongs', async () => {
    const without = await inText(s.library, ['offload', s.card, '--preset', 'netflix', '--to', s.drives[0]])
    expectSentence(without, 2)
    expect(without.stderr).toContain('--set project=…')
    const dry = await rushes(s.library, [
      'offload',
      s.card,
      '--preset',
      'Netflix',
      '--to',
      s.drives[0],
      '--set',
      'project=Night Fall',
      '--dry-run',
    ])
    const target =
      (dry.result as { plan?: { destinations: { targets: string[] }[] } } | undefined)?.plan?.destinations[0]
        ?.targets[0] ?? ''
    expect(target).toMatch(/SHUTTLE_01\/Night_Fall\/\d{8}\/Camera_Media\/A003_1120R7$/)
    const run = await rushes(s.library, [
      'offload',
      s.card,
      '--preset',
      'Netflix',
      '--to',
      s.drives[0],
      '--set',
      'project=Night Fall',
    ])
    expect(run.exit).toBe(0)
    expect(existsSync(join(target, 'A003C001.mov'))).toBe(true)
    expect(existsSync(join(target, 'ascmhl'))).toBe(true)
  })

  it('one is kept, shown, written to a file, taken away and taken in again', async () => {
    const file = join(s.dir, 'presets.json')
    const words = [
      'presets',
      'save',
      'Second unit',
      '--to',
      s.drives[1],
      '--name',
      '{project}/{counter}_{roll}',
      '--set',
      'project=P',
      '--hash',
      'md5,xxh64',
      '--for-family',
      'RED',
      '--drive',
      'SHUTTLE_*:Day 1',
    ]
    expect((await rushes(s.library, words)).result).toMatchObject({ exit: 0, names: ['Second unit'] })
    expect((await inText(s.library, ['presets', 'show', 'second UNIT'])).stdout).toMatch(
      /\{project\}\/\{counter\}_\{roll\}[^]*SHUTTLE_\* · Day 1[^]*md5, xxh64/,
    )
    expect((await rushes(s.library, ['presets', 'export', file])).result).toMatchObject({ path: file })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      format: 'rushes-presets',
      version: 1,
      presets: [{ name: 'Second unit' }],
    })
    expectSentence(await inText(s.library, ['presets', 'import', file]), 1)
    expect((await rushes(s.library, ['presets', 'import', file, '--replace'])).result).toMatchObject({
      names: ['Second unit'],
    })
    expect((await rushes(s.library, ['presets', 'remove', 'second unit'])).exit).toBe(0)
    expect((await rushes(s.library, ['presets', 'import', file])).exit).toBe(0)
    writeFileSync(file, '{"format":"rushes-presets","version":1,"presets":[{"name":"x","template":"{nobody:9000}"}]}')
    expectSentence(await inText(s.library, ['presets', 'import', file]), 2)
    expect((await rushes(s.library, ['presets', 'offers'])).result).toMatchObject({ exit: 0 })
  })

  it('a drive that is not here stops an offload by it, unless another destination is named', async () => {
    const run = await inText(s.library, ['offload', s.card, '--preset', 'Second unit'])
    expectSentence(run, 1)
    expect(run.stderr).toContain('The drive SHUTTLE_* of the preset')
    const there = join(s.dir, 'there')
    mkdirSync(there)
    expect((await rushes(s.library, ['offload', s.card, '--preset', 'Second unit', '--to', there])).exit).toBe(0)
    expect(existsSync(join(s.drives[1], 'P/01_A003_1120R7/A003C001.mov'))).toBe(true)
    expect(existsSync(join(there, 'P/01_A003_1120R7/A003C001.mov'))).toBe(true)
  })

  it('nothing is offloaded without a destination, nor by a preset that is not there', async () => {
    const bare = await inText(s.library, ['offload', s.card])
    expectSentence(bare, 2)
    expect(bare.stderr).toContain('--to DIR')
    expectSentence(await inText(s.library, ['offload', s.card, '--preset', 'nothing']), 1)
    expectSentence(await inText(s.library, ['offload', s.card, '--to', s.drives[0], '--set', 'project']), 2)
  })
})
