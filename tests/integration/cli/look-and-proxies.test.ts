/**
 * `look` and `proxy --preset`: what a DIT says of colour, and the proxies that an editor links.
 */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli, servedCli, startCli } from '../../helpers/cli.ts'
import { scratch } from '../../helpers/library.ts'
import { lutFile, NEGATIVE } from '../../helpers/luts.ts'
import * as media from '../../helpers/media.ts'
import { CAN_MOUNT, mountMemory } from '../offload/stage.ts'

const place = scratch('rushes-look-')
const library = join(place.dir, 'library')
let served: AsyncDisposable
const rushes = (...words: string[]) => cli(library, ...words)

/** Runs a command that the tests rest on. */
async function well(...words: string[]): Promise<void> {
  const { exit, stderr } = await rushes(...words)
  if (exit !== 0) throw new Error(stderr)
}

beforeAll(async () => {
  const roll = join(place.dir, 'A003/CLIP')
  mkdirSync(roll, { recursive: true })
  copyFileSync(await media.film(), join(roll, 'A003C001.mov'))
  copyFileSync(await media.plain('25'), join(roll, 'A003C002.mp4'))
  await well('init', library)
  served = await servedCli(library)
  await well('scan', join(place.dir, 'A003'))
}, 120_000)
afterAll(async () => {
  await served[Symbol.asyncDispose]()
  place[Symbol.dispose]()
})

describe('look', () => {
  const SOP = '<SOPNode><Slope>1.1 1 1</Slope><Offset>0 0 0</Offset><Power>1 1 1</Power></SOPNode>'

  it('converts a log curve of every clip that is found, and takes it back', async () => {
    expect((await rushes('look', '--curve', 'S-Log3')).result).toMatchObject({ exit: 0, count: 2 })
    expect((await rushes('show', 'A003C001')).lines.find(({ type }) => type === 'asset')).toMatchObject({
      look: { curve: 's-log3', cdl: null },
      colour: { certainty: 'chosen' },
    })
    expect((await rushes('look', 'A003C001', '--as-recorded')).result).toMatchObject({ exit: 0, count: 1 })
    expect((await rushes('look', '--as-recorded')).result).toMatchObject({ count: 2 })
  })

  it('gives each clip the correction that bears its name, and says how many got none', async () => {
    const file = join(place.dir, 'day.ccc')
    const named = (id: string): string => `<ColorCorrection id="${id}">${SOP}</ColorCorrection>`
    writeFileSync(
      file,
      `<ColorCorrectionCollection>${named('a003c001.mov')}${named('B001C001')}</ColorCorrectionCollection>`,
    )
    expect((await rushes('look', '--cdl', file)).result).toMatchObject({ exit: 3, code: 'not_found', count: 1 })
    expect((await rushes('show', 'A003C001')).lines.find(({ type }) => type === 'asset')).toMatchObject({
      look: { curve: null, cdl: { slope: [1.1, 1, 1] } },
    })
  })

  it('gives the decisions of an EDL to the clips that they name, and names the lines that went to none', async () => {
    const file = join(place.dir, 'day.edl')
    const event = (name: string): string[] => [
      '001  AX V C        01:00:00:00 01:00:01:00 01:00:00:00 01:00:01:00',
      `* FROM CLIP NAME: ${name}`,
      '* ASC_SOP (1.2 1 1)(0 0 0)(1 1 1)',
    ]
    writeFileSync(file, [...event('A003C001'), ...event('A003C002'), ...event('Z009C001')].join('\n'))
    await well('look', '--curve', 'v-log')
    const dry = await rushes('look', '--cdl', file, '--dry-run')
    expect(dry.result).toMatchObject({ exit: 3, count: 2, changed: 2 })
    expect(dry.lines.filter(({ type }) => type === 'look')).toMatchObject([
      { name: expect.stringContaining('A003C001') as string, line: 3, changed: true },
      { name: expect.stringContaining('A003C002') as string, line: 6, changed: true },
    ])
    expect(dry.lines.find(({ type }) => type === 'problem')).toMatchObject({
      message: 'Line 9: no clip is called “Z009C001” or at 01:00:00:00.',
    })
    const lookOf = async () => (await rushes('show', 'A003C001')).lines.find(({ type }) => type === 'asset')!['look']
    const plain = { curve: 'v-log', cdl: expect.objectContaining({ slope: [1.1, 1, 1] }) as object }
    expect(await lookOf()).toEqual(plain)
    expect((await rushes('look', '--cdl', file)).result).toMatchObject({ exit: 3, count: 2, changed: 2 })
    // The conversion stays, and the same file again changes nothing.
    expect(await lookOf()).toMatchObject({ curve: 'v-log', cdl: { slope: [1.2, 1, 1] } })
    expect((await rushes('look', '--cdl', file)).result).toMatchObject({ count: 2, changed: 0 })
    // One step, and not two.
    await well('undo')
    expect(await lookOf()).toEqual(plain)
    expect((await rushes('show', 'A003C002')).lines.find(({ type }) => type === 'asset')).toMatchObject({
      look: { curve: 'v-log', cdl: null },
    })
    writeFileSync(file, 'TITLE: NOTHING\n')
    expect((await rushes('look', '--cdl', file)).exit).toBe(2)
  })

  it('uses a LUT of the library, by the same words in look and set', async () => {
    const file = lutFile(place.dir, 'V-Log_to_V-709.cube', NEGATIVE)
    const added = await rushes('luts', 'add', file)
    expect(added.lines.find(({ type }) => type === 'lut')).toMatchObject({ reference: 'code', curve: 'v-log' })
    expect((await rushes('look', 'A003C001', '--lut', 'v-log_TO_v-709')).result).toMatchObject({ exit: 0, changed: 1 })
    const lut = (await rushes('luts')).lines.find(({ type }) => type === 'lut')!
    expect(lut).toMatchObject({ usedBy: 1, here: true })
    const id = (await rushes('show', 'A003C002')).lines.find(({ type }) => type === 'asset')!['id'] as string
    expect((await rushes('set', id, 'look=V-Log_to_V-709')).exit).toBe(0)
    expect((await rushes('show', id)).lines.find(({ type }) => type === 'asset')).toMatchObject({
      look: { curve: null, lut: { hash: lut['hash'], reference: 'code' } },
    })
    for (const [words, exit] of [
      [['set', id, 'look=no such look'], 2],
      [['look', '--lut', 'no such LUT'], 1],
      [['luts', 'add', join(place.dir, 'day.edl')], 2],
      [['luts', 'set', 'V-Log_to_V-709'], 2],
      [['luts', 'remove', 'V-Log_to_V-709'], 1],
      [['luts', 'set', 'V-Log_to_V-709', '--for', 'S-Log3', '--note', 'test'], 0],
      [['luts', 'show', String(lut['hash']).slice(0, 12)], 0],
      [['look', id, '--lut', 'V-Log_to_V-709', '--curve', 'v-log'], 2],
      [['set', id, 'look=S-Log3'], 0],
      [['look', '--as-recorded'], 0],
      [['luts', 'remove', 'V-Log_to_V-709'], 0],
    ] as const)
      expect([words, (await rushes(...words)).exit]).toEqual([words, exit])
  })

  it('refuses what is none', async () => {
    for (const words of [[], ['--curve', 'x-log'], ['--curve', 's-log3', '--as-recorded'], ['--cdl', '/nowhere.cc']])
      expect((await rushes('look', ...words)).exit).toBe(2)
    expect((await rushes('look', 'NoSuchClip', '--as-recorded')).exit).toBe(1)
  })
})

describe('proxy --preset', () => {
  it('plans, makes and checks edit proxies, and tells what each editing system does with them', async () => {
    const to = join(place.dir, 'proxies')
    expect((await rushes('proxy', '--preset', 'prores-proxy', '--to', to)).result).toMatchObject({
      code: 'destination.missing',
    })
    mkdirSync(to)
    const plan = await rushes('proxy', '--preset', 'prores-proxy', '--to', to, '--dry-run')
    expect(plan.result).toMatchObject({ exit: 0, counts: { ready: 2 } })
    expect(existsSync(join(to, 'A003'))).toBe(false)
    const made = await rushes('proxy', 'A003C001', '--preset', 'prores-proxy', '--to', to, '--wait')
    expect(made.result).toMatchObject({ exit: 0, requested: 1, failed: 0 })
    expect(made.lines.find(({ type }) => type === 'edit-proxy')).toMatchObject({
      state: 'made',
      path: join(to, 'A003/CLIP/A003C001.mov'),
      links: [
        { editor: 'resolve', links: true },
        { editor: 'premiere', links: true },
        { editor: 'final-cut', links: true },
        { editor: 'avid', links: true },
      ],
    })
    expect(existsSync(join(to, 'A003/CLIP/A003C001.mov'))).toBe(true)
  })

  it.skipIf(!CAN_MOUNT)('begins nothing that will hardly fit, unless it is told to (needs root to mount)', async () => {
    const to = mountMemory(join(place.dir, 'full'), 1)
    const asked = ['proxy', 'A003C001', '--preset', 'prores-proxy', '--to', to]
    writeFileSync(join(to, 'filler'), Buffer.alloc(1_020_000))
    const refused = await rushes(...asked)
    expect(refused.result).toMatchObject({ exit: 3, code: 'disk.full', requested: 0 })
    expect(refused.stderr).toContain('nothing was begun')
    const forced = await rushes(...asked, '--force', '--wait')
    expect(forced.result).toMatchObject({ exit: 3, requested: 1 })
    expect(forced.lines.find(({ type }) => type === 'problem')).toMatchObject({
      message: `Waits for room: ${to} is full. Free some space there`,
    })
  })

  it('refuses what makes no sense, in words', async () => {
    for (const words of [
      ['--preset', 'prores-proxy'],
      ['--preset', 'prores-proxy', '--to', place.dir, '--beside'],
      ['--preset', 'no-such', '--to', place.dir],
      ['--preset', 'prores-proxy', '--to', place.dir, '--divide', '3'],
      ['--preset', 'prores-proxy', '--to', place.dir, '--reel', 'Caf\u00e9'],
      ['--preset', 'prores-proxy', '--to', place.dir, '--burn', 'timecode,tape'],
      ['--preset', 'prores-proxy', '--to', place.dir, '--text', 'x'.repeat(101)],
      ['--preset', 'prores-proxy', '--to', place.dir, '--watermark', join(place.dir, 'none.png')],
      ['--divide', '2'],
      ['--burn', 'timecode'],
      ['--recipe', 'edit-proxy'],
    ])
      expect([words.join(' '), (await rushes('proxy', ...words)).exit]).toEqual([
        words.join(' '),
        words.includes('no-such') || words.includes('--watermark') ? 1 : 2,
      ])
  })
})

describe('proxy-presets', () => {
  it('are kept, used, exported and imported, and never stand in for those that come with Rushes', async () => {
    const saved = await rushes(
      'proxy-presets',
      'save',
      'Offline Laptop',
      '--format',
      'h264-intra',
      '--divide',
      '2',
      '--reel',
      'X1',
      '--burn',
      'timecode,name',
    )
    expect(saved.result).toMatchObject({ exit: 0, names: ['Offline Laptop'] })
    const listed = (await rushes('proxy-presets')).lines.filter(({ type }) => type === 'proxy-preset')
    expect(listed.map(({ name, builtIn }) => [name, builtIn]).at(-1)).toEqual(['Offline Laptop', false])
    const to = join(place.dir, 'by preset')
    mkdirSync(to)
    const made = await rushes('proxy', 'A003C001', '--preset', 'offline laptop', '--to', to, '--wait')
    expect(made.result).toMatchObject({ exit: 0, failed: 0 })
    const file = join(place.dir, 'presets.json')
    expect((await rushes('proxy-presets', 'export', file)).exit).toBe(0)
    expect((await rushes('proxy-presets', 'export', file)).result).toMatchObject({ code: 'conflict' })
    expect((await rushes('proxy-presets', 'import', file)).result).toMatchObject({ code: 'conflict' })
    expect((await rushes('proxy-presets', 'remove', 'Offline Laptop')).exit).toBe(0)
    expect((await rushes('proxy-presets', 'import', file)).result).toMatchObject({ exit: 0, names: ['Offline Laptop'] })
    for (const name of ['prores-proxy', 'Review']) {
      expect((await rushes('proxy-presets', 'save', name)).exit).toBe(2)
      expect((await rushes('proxy-presets', 'remove', name)).exit).toBe(2)
    }
    writeFileSync(
      file,
      '{"format":"rushes-proxy-presets","version":1,"presets":[{"name":"x","params":{"format":"no"}}]}',
    )
    expect((await rushes('proxy-presets', 'import', file)).exit).toBe(2)
  })
})

describe('settings', () => {
  it('say in words what each takes, and what edit proxies of new media wait for', async () => {
    for (const [words, says] of [
      ['dayStartHour=99', 'an hour, 0 to 23'],
      ['dayStartHour=x', 'an hour, 0 to 23'],
      ['requiredDevices=0', '1 to 9'],
      ['makeProxies=perhaps', 'yes or no'],
      ['ingestPresets=nope', 'There is no preset “nope” of edit proxies. There are: prores-proxy'],
      ['firstDay=soon', 'a date as 2026-11-20'],
      ['reverifyDays=0', '1 to 3650 days'],
      ['proxyBudgetBytes=lots', 'no amount of space'],
      ['notifyForm=mail', 'ntfy or json'],
      ['messageServer=mail', 'nats://host:4222'],
      ['bogus=1', 'is no setting'],
    ] as const) {
      const { exit, stderr } = await rushes('settings', words)
      expect([words, exit, stderr]).toEqual([words, 2, expect.stringContaining(says)])
    }
    const away = await rushes('settings', 'ingestPresets=prores-proxy', 'ingestFolder=/nowhere/proxies')
    expect(away.exit).toBe(0)
    expect(away.stderr).toContain('There is no folder /nowhere/proxies now')
    expect((await rushes('settings', 'ingestPresets=', 'ingestFolder=')).result).toMatchObject({
      settings: { ingestPresets: [], ingestFolder: null },
    })
  })
})

describe('proxy --adopt', () => {
  it('takes over what a camera made, says what it is good for, and makes ours when asked', async () => {
    const card = join(place.dir, 'DRONE/DCIM/100MEDIA')
    mkdirSync(card, { recursive: true })
    copyFileSync(await media.plain('24'), join(card, 'DJI_0009.MP4'))
    const small = [
      '-i',
      await media.plain('24'),
      '-vf',
      'scale=160:-2',
      '-pix_fmt',
      'yuv420p',
      '-map',
      '0',
      '-map',
      '-0:d',
      '-c:a',
      'aac',
    ]
    copyFileSync(await media.madeWith('small.mp4', small), join(card, 'DJI_0009.LRF'))
    await well('settings', 'makeProxies=no')
    await well('scan', join(place.dir, 'DRONE'))
    await well('jobs', '--pause')
    await well('proxy', 'DJI_0009', '--adopt')
    // It is asked for already, and waits: who waits for it is told why, and not that all is done.
    expect((await rushes('proxy', 'DJI_0009', '--adopt', '--wait')).result).toMatchObject({ exit: 1, code: 'conflict' })
    await well('jobs', '--resume')
    const adopted = await rushes('proxy', 'DJI_0009', '--adopt', '--wait')
    expect(adopted.lines.find(({ type }) => type === 'camera-proxies')).toMatchObject({
      name: 'DJI_0009',
      proxies: [{ name: 'DJI_0009.LRF', use: 'review', framesHold: true }],
    })
    expect(adopted.result).toMatchObject({ exit: 0 })
    const used = async () => {
      const asset = (await rushes('show', 'DJI_0009')).lines.find(({ type }) => type === 'asset')
      return (asset as unknown as { cameraProxies: { use: string }[] }).cameraProxies[0]?.use
    }
    expect(await used()).toBe('review')
    const shown = await startCli(library, ['show', 'DJI_0009'], { text: true }).done
    expect(shown.stdout).toMatch(/DJI_0009\.LRF .*, a proxy beside it, no copy of the original/)
    expect(shown.stdout).toMatch(/DJI_0009\.MP4 (?!.*a proxy beside it)/)
    expect((await rushes('proxy', 'DJI_0009', '--own', '--wait')).result).toMatchObject({ exit: 0 })
    expect(await used()).toBe('none')
  })
})
