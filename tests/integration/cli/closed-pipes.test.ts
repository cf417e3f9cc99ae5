/**
 * A reader that goes away loses what would have been said, and nothing else: what does something finishes, and the exit
 * code is that of its result.
 */
import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { film } from '../../helpers/media.ts'
import { rushes, stage, type Stage } from './stage.ts'

const MAIN = fileURLToPath(new URL('../../../electron/cli/main.ts', import.meta.url))
let ground: Stage
beforeAll(async () => {
  ground = await stage()
})
afterAll(() => ground.close())

/** Runs a command whose reader takes one piece of each of these streams and goes, or is gone from the beginning. */
function abandoned(
  words: readonly string[],
  json: boolean,
  streams: readonly ('stdout' | 'stderr')[],
  when: 'at once' | 'after the first',
): Promise<number | null> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', MAIN, ...(json ? ['--json'] : []), '--library', ground.library, ...words],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, npm_lifecycle_event: '' },
    },
  )
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = child[name]
    if (!streams.includes(name)) stream.resume()
    else if (when === 'at once') stream.destroy()
    else
      stream.once('data', () => {
        stream.destroy()
      })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      resolve(signal === null ? code : 128)
    })
  })
}

const CASES = [true, false].flatMap((json) =>
  (['at once', 'after the first'] as const).map((when) => [json, when] as const),
)

describe.each(CASES)('with --json: %s, and nobody reading %s', (json, when) => {
  const name = `${String(json)}-${when.replace(/ /g, '-')}`
  it('offload copies and verifies the whole card', async () => {
    const card = join(ground.dir, `B${name}`)
    mkdirSync(card)
    for (let number = 0; number < 300; number += 1)
      writeFileSync(join(card, `${name}-${number}.dat`), `${name} ${number}`.repeat(40))
    const to = join(ground.dir, `to-${name}`)
    expect(await abandoned(['offload', card, '--to', to], json, ['stdout', 'stderr'], when)).toBe(0)
    expect(readdirSync(join(to, `B${name}`)).filter((file) => file.endsWith('.dat'))).toHaveLength(300)
    expect(existsSync(join(to, `B${name}`, 'ascmhl'))).toBe(true)
    const past = await rushes(ground.library, ['offloads'])
    expect(past.lines.find((line) => line['name'] === `B${name}`)).toMatchObject({
      state: 'done',
      verdict: { verified: true },
    })
    // And what it finds is told by its exit code, too.
    writeFileSync(join(to, `B${name}`, 'stranger.dat'), 'x')
    expect(await abandoned(['verify', join(to, `B${name}`)], json, ['stdout'], when)).toBe(3)
    expect(readdirSync(join(to, `B${name}`, 'ascmhl')).filter((file) => file.endsWith('.mhl'))).toHaveLength(2)
    expect(await abandoned(['repair', '--yes'], json, ['stdout', 'stderr'], when)).toBe(0)
  })

  it('scan takes the whole folder in, proxy --wait makes what is due', async () => {
    const folder = join(ground.dir, `scan-${name}`)
    mkdirSync(folder)
    for (let number = 0; number < 80; number += 1)
      writeFileSync(join(folder, `s${name}-${number}.txt`), `${name} scanned ${number}`)
    copyFileSync(await film(), join(folder, `C${name}.mov`))
    expect(await abandoned(['scan', folder], json, ['stdout', 'stderr'], when)).toBe(0)
    expect((await rushes(ground.library, ['scan', folder])).result).toMatchObject({ files: 81, added: 0 })
    expect(await abandoned(['proxy', '--wait'], json, ['stdout', 'stderr'], when)).toBe(0)
    expect((await rushes(ground.library, ['proxy'])).result).toMatchObject({ requested: 0 })
  })

  it('sync --once brings the library to a remote', async () => {
    const remote = `file://${join(ground.dir, `remote-${name}`)}`
    mkdirSync(join(ground.dir, `remote-${name}`))
    expect(await abandoned(['sync', '--remote', remote, '--once'], json, ['stdout', 'stderr'], when)).toBe(0)
    expect(readdirSync(join(ground.dir, `remote-${name}`), { recursive: true }).length).toBeGreaterThan(2)
  })

  it('a list ends well', async () => {
    expect(await abandoned(['ls'], json, ['stdout', 'stderr'], when)).toBe(0)
    expect(await abandoned(['show', 'no-such-clip'], json, ['stdout', 'stderr'], when)).toBe(1)
  })
})
