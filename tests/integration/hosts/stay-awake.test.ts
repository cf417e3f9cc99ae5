/**
 * Sleep is held off while cards are copied, and no longer.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { awakeCommand, stayAwake } from '../../../electron/hosts/stay-awake.ts'
import { scratch } from '../../helpers/library.ts'
import { isAlive } from '../../helpers/processes.ts'
import { until } from '../../helpers/until.ts'

describe('staying awake', () => {
  it('asks systemd or macOS until this very process ends, and nobody elsewhere', () => {
    expect(awakeCommand('linux', 42)).toEqual(
      expect.arrayContaining(['systemd-inhibit', '--what=sleep:idle', '--pid=42']),
    )
    expect(awakeCommand('darwin', 42)).toEqual(['/usr/bin/caffeinate', '-i', '-s', '-w', '42'])
    expect(awakeCommand('win32', 42)).toBeNull()
  })

  it.skipIf(process.platform === 'win32')('holds while busy, once, and lets go', async () => {
    using place = scratch()
    const script = join(place.dir, 'inhibit')
    const sign = join(place.dir, 'held')
    writeFileSync(script, `#!/bin/sh\necho $$ >> ${sign}\nexec sleep 60\n`)
    chmodSync(script, 0o755)
    const tell = stayAwake([script])
    tell(true)
    tell(true)
    const pid = await until('it is held', () => existsSync(sign) && readFileSync(sign, 'utf8').trim())
    expect(pid).toMatch(/^\d+$/)
    tell(false)
    await until('it is let go', () => !isAlive(Number(pid)))
    rmSync(sign)
    tell(true)
    await until('it is held again', () => existsSync(sign) && readFileSync(sign, 'utf8').trim() !== '')
    tell(false)
  })

  it('does without where there is no such program', async () => {
    const tell = stayAwake(['/nowhere/at-all'])
    expect(() => {
      tell(true)
    }).not.toThrow()
    // A program that can't be begun tells so a moment later, and ends a process that does not listen.
    // Another one that was begun after it has told so.
    expect(await once(spawn('/nowhere/at-all'), 'error')).toMatchObject([{ code: 'ENOENT' }])
    expect(() => {
      tell(false)
    }).not.toThrow()
  })
})
