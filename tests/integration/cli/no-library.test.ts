/**
 * What needs no library works without one; what needs one makes the usual one and says so; one that was named is never
 * made.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cliLineSchema } from '../../../shared/contract/cli-lines.ts'
import { scratch } from '../../helpers/library.ts'
import { startCli } from '../../helpers/cli.ts'
import { film, madeWith } from '../../helpers/media.ts'

const MAIN = fileURLToPath(new URL('../../../electron/cli/main.ts', import.meta.url))
const place = scratch()
const home = join(place.dir, 'home')
afterAll(() => {
  place[Symbol.dispose]()
})

interface Ran {
  readonly exit: number | null
  readonly lines: readonly Record<string, unknown>[]
  readonly stderr: string
  readonly result: Record<string, unknown> | undefined
}

/** Runs `rushes --json` in a home folder of its own, with no library named. */
function run(
  words: readonly string[],
  more: { readonly enough?: (text: string) => boolean; readonly at?: string } = {},
): Promise<Ran> {
  const { RUSHES_LIBRARY: _, ...env } = process.env
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, '--json', ...words], {
    env: { ...env, HOME: more.at ?? home, npm_lifecycle_event: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    if (more.enough?.(stdout) === true) child.kill('SIGTERM')
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit) => {
      const lines = stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
      for (const line of lines) expect(cliLineSchema.safeParse(line).error?.message).toBeUndefined()
      resolve({ exit, lines, stderr, result: lines.find((line) => line['type'] === 'result') })
    })
  })
}

beforeAll(() => {
  mkdirSync(home)
})

describe('without a library', () => {
  const card = join(place.dir, 'A001')
  beforeAll(() => {
    mkdirSync(card)
    writeFileSync(join(card, 'a.mov'), 'first')
  })

  it('doctor looks at the machine, and says that there is none', async () => {
    const { exit, lines } = await run(['doctor'])
    expect(exit).toBe(0)
    expect(lines.filter((line) => line['type'] === 'check').map((line) => line['id'])).toEqual([
      'runtime.node',
      'media.ffmpeg',
      'media.ffprobe',
      'library',
    ])
    expect(existsSync(join(home, 'Rushes'))).toBe(false)
  })

  it('probe tells the facts of one file', async () => {
    const path = await film()
    const { exit, lines } = await run(['probe', path])
    expect({ exit, line: lines[0] }).toMatchObject({
      exit: 0,
      line: { type: 'probe', path, ok: true, kind: 'video', durationFrames: expect.any(Number) as number },
    })
    expect(await run(['probe', join(place.dir, 'gone.mov')])).toMatchObject({
      exit: 1,
      result: { code: 'source.missing' },
    })
    expect(await run(['probe', join(card, 'a.mov')])).toMatchObject({
      exit: 3,
      lines: [
        { type: 'probe', ok: false },
        { type: 'result', code: 'media.unsupported' },
      ],
    })
    expect(existsSync(join(home, 'Rushes'))).toBe(false)
  })

  it('probe tells them to people by the names that they use, a line each', async () => {
    const told = await startCli(home, ['probe', await film()], { text: true }).done
    expect(told.stdout.split('\n')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/film\.mov {2}video · /),
        expect.stringMatching(/^ {2}Picture · Codec +ProRes 422 Proxy$/),
        expect.stringMatching(/^ {2}Picture · Colour +Rec\.709$/),
        expect.stringMatching(/^ {2}Sound · Codec +PCM 24-bit$/),
        expect.stringMatching(/^ {2}Time · Start +10:00:00:00 \(timecode track\)$/),
        expect.stringMatching(/^ {2}Time · Duration +2\.0 s · 48 frames$/),
        expect.stringMatching(/^ {2}File · Format +QuickTime$/),
      ]),
    )
    const cut = await readFile(
      await madeWith('tone.wav', [
        '-f',
        'lavfi',
        '-i',
        'sine=frequency=440:sample_rate=48000:duration=1',
        '-c:a',
        'pcm_s16le',
        '-bitexact',
      ]),
    )
    cut.writeUInt32LE(0, cut.indexOf('data') + 4)
    writeFileSync(join(place.dir, 'power-loss.wav'), cut)
    const sound = await startCli(home, ['probe', join(place.dir, 'power-loss.wav')], { text: true }).done
    expect(sound.stdout).toMatch(/^ {2}Time · Duration +1\.0 s$/m)
    expect(sound.stdout).toMatch(/^ {2}File · Note .*header was not finished/m)
  })

  it('offload makes ~/Rushes, says so in one line, and goes on; mhl and verify need none for what it sealed', async () => {
    const other = join(place.dir, 'other-home')
    mkdirSync(other)
    const made = await run(['offload', card, '--to', join(place.dir, 'drive')], { at: other })
    expect(made).toMatchObject({ exit: 0, result: { verified: true, sealed: true } })
    expect(made.stderr.split('\n').filter((line) => line.includes('A library was made'))).toEqual([
      `A library was made in ${join(other, 'Rushes')}.`,
    ])
    const folder = join(place.dir, 'drive/A001')
    expect(await run(['mhl', 'info', folder])).toMatchObject({ exit: 0, result: { count: 1 } })
    expect(await run(['mhl', 'diff', folder])).toMatchObject({ exit: 0, result: { files: 1 } })
    expect(await run(['mhl', 'flatten', folder, '--to', join(place.dir, 'lists')])).toMatchObject({ exit: 0 })
    expect(await run(['verify', folder])).toMatchObject({ exit: 0, result: { counts: { verified: 1 } } })
    writeFileSync(join(folder, 'new.mov'), 'new')
    renameSync(join(folder, 'a.mov'), join(folder, 'z.mov'))
    for (let time = 0; time < 2; time += 1) {
      const bad = await run(['verify', folder])
      expect(bad).toMatchObject({ exit: 3, result: { counts: { verified: 0, extra: 2, missing: 1 }, accepted: [] } })
      expect(bad.lines.find((line) => line['finding'] === 'missing')?.['message']).toContain(
        'a.mov is now called z.mov?',
      )
    }
    expect(await run(['verify', folder, '--accept-new'])).toMatchObject({
      exit: 0,
      result: {
        accepted: ['new.mov', 'z.mov'],
        counts: { accepted: 2, missing: 0, extra: 0 },
        message: expect.stringContaining('with it 1 new file and 1 renamed file') as string,
      },
    })
    expect(await run(['verify', folder])).toMatchObject({ exit: 0, result: { counts: { verified: 2 } } })
    expect(existsSync(join(home, 'Rushes'))).toBe(false)
  })

  it('serve makes it, too', async () => {
    const other = join(place.dir, 'serving-home')
    mkdirSync(other)
    const served = await run(['serve'], { at: other, enough: (text) => text.includes('"serving"') })
    expect(served.stderr).toContain(`A library was made in ${join(other, 'Rushes')}.\n`)
    expect(served.lines.some((line) => line['type'] === 'serving')).toBe(true)
    expect(readdirSync(join(other, 'Rushes'))).toContain('rushes.db')
  })

  it('one that was named and is not there is not made: the name may be mistyped', async () => {
    const named = join(place.dir, 'mistyped')
    for (const words of [['offload', card, '--to', place.dir], ['serve'], ['ls']]) {
      expect(await run(['--library', named, ...words])).toMatchObject({ exit: 4, result: { code: 'library.missing' } })
    }
    expect(existsSync(named)).toBe(false)
  })

  it('verify goes on without a library that can’t be opened, and says so', async () => {
    const broken = join(place.dir, 'broken')
    mkdirSync(broken)
    writeFileSync(join(broken, 'rushes.db'), 'no database at all, but a file of that name'.repeat(50))
    const answer = await run(['--library', broken, 'verify', join(place.dir, 'drive/A001')])
    expect(answer).toMatchObject({ exit: 0, result: { counts: { verified: 2 } } })
    expect(answer.stderr).toContain('The folder is verified without it.')
    expect(await run(['--library', broken, 'doctor'])).toMatchObject({ exit: 4, result: { code: 'library.broken' } })
  })
})
