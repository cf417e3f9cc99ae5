/**
 * An ffmpeg that answers to its name and then hangs: the command gives its verdict and ends, and nothing of it is left.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scratch } from '../../helpers/library.ts'
import { cli, startCli } from '../../helpers/cli.ts'
import { isAlive } from '../../helpers/processes.ts'
import { standIn } from '../../helpers/stand-ins.ts'
import { until } from '../../helpers/until.ts'
import * as media from '../../helpers/media.ts'

/** Both tools as scripts that write down the process that hangs. `unless` (shell) lets the real one answer. */
async function hangingTools(dir: string, unless: string): Promise<{ path: string; hanging: () => number[] }> {
  const folder = join(dir, 'bin')
  const list = join(dir, 'hanging')
  writeFileSync(list, '')
  for (const tool of ['ffmpeg', 'ffprobe'] as const)
    await standIn(folder, tool, {
      before: [unless, '/bin/sleep 10000 &', `echo $! >> ${list}`, 'wait', 'exit'].join('\n'),
    })
  return {
    path: [folder, dirname(process.execPath)].join(delimiter),
    hanging: () => readFileSync(list, 'utf8').split('\n').filter(Boolean).map(Number),
  }
}

describe.skipIf(process.platform === 'win32')('a command whose media tools hang', { timeout: 240_000 }, () => {
  it.each([
    ['from the first question', ''],
    ['at the media, after they have read every sample', 'case "$*" in *A001C*) ;; *) exec REAL "$@";; esac'],
  ])('%s ends with its verdict, and so do they', async (_, unless) => {
    using place = scratch()
    const [library, card, drive] = ['library', 'CARD', 'DRIVE'].map((name) => join(place.dir, name)) as [
      string,
      string,
      string,
    ]
    for (const folder of [card, drive]) mkdirSync(folder)
    copyFileSync(await media.film(), join(card, 'A001C001.mov'))
    expect((await cli(library, 'init', library)).exit).toBe(0)
    const tools = await hangingTools(place.dir, unless)
    const run = await startCli(library, ['offload', card, '--to', drive], { env: { PATH: tools.path } }).done
    expect(run.result).toMatchObject({ type: 'result' })
    expect(run.lines.some((line) => JSON.stringify(line).includes('"verified"'))).toBe(true)
    expect(tools.hanging().length).toBeGreaterThan(0)
    // What was ended still has its number until the system has taken note of it.
    await until('nothing that hung is left', () => !tools.hanging().some(isAlive))
  })
})
