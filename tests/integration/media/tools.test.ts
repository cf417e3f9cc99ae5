/**
 * Which tools are taken, and what happens when one dies, hangs or lacks a format: the tools' faults stay theirs.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import { createRunner } from '../../../electron/engine/media/runner.ts'
import { createMediaService } from '../../../electron/engine/media/service.ts'
import { TOOL_SAMPLES } from '../../../electron/engine/media/tool-samples.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { findTools, type MediaTools } from '../../../electron/engine/media/tools.ts'
import { standIn } from '../../helpers/stand-ins.ts'
import { until } from '../../helpers/until.ts'
import * as media from '../../helpers/media.ts'
import { isAlive } from '../../helpers/processes.ts'

let dir = ''
let real: MediaTools
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rushes-tools-test-'))
  real = await findTools({}, createRunner())
})
afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
})

/**
 * A folder with an ffmpeg and an ffprobe that say they are of a version and libavcodec, and do `before` (shell) before
 * they become the real ones.
 */
async function build(
  name: string,
  codec: number,
  before: { ffmpeg?: string; ffprobe?: string } = {},
  only?: 'ffmpeg' | 'ffprobe',
): Promise<string> {
  const folder = join(dir, name)
  for (const tool of ['ffmpeg', 'ffprobe'] as const) {
    if (only !== undefined && only !== tool) continue
    await standIn(folder, tool, {
      version: `printf '${tool} version ${name}\\nlibavcodec     ${codec}. 1.100 / ${codec}. 1.100\\n'`,
      before: before[tool] ?? '',
    })
  }
  return folder
}

const DIES_ON_TS = 'case "$*" in *.ts*) kill -SEGV $$;; esac'
const HANGS = 'sleep 1000'
/** As a candidate of PATH alone: what npm has installed here is looked at too. */
const search = (...folders: string[]) => ({ path: folders.join(':') })

describe.skipIf(process.platform === 'win32')('of several builds', { timeout: 120_000 }, () => {
  it('the newest pair of one build that reads every sample is taken, wherever it lies', async () => {
    const [old, young, newest] = [
      await build('5.1-old', 59),
      await build('7.0-young', 161),
      await build('8.0-dies', 162, { ffprobe: DIES_ON_TS }),
    ]
    const tools = await findTools(search(old, newest, young), createRunner())
    expect([tools.ffmpeg.version, tools.ffprobe.version]).toEqual(['7.0-young', '7.0-young'])
    expect(tools.notes).toEqual([])
    expect(tools.spares.ffprobes.map(({ version }) => version)).toEqual(expect.arrayContaining(['8.0-dies', '5.1-old']))
    expect(tools.identity).toContain('ffprobe 8.0-dies')
  })

  it('a lone prober of another build is taken only where no pair passes, and that is said', async () => {
    const [pair, lone] = [
      await build('7.1-half', 171, { ffprobe: DIES_ON_TS }),
      await build('6.0-lone', 60, {}, 'ffprobe'),
    ]
    const tools = await findTools(search(pair, lone), createRunner())
    expect([tools.ffmpeg.version, tools.ffprobe.version]).toEqual(['7.1-half', '6.0-lone'])
    expect(tools.notes.join()).toMatch(/7\.1-half and ffprobe 6\.0-lone are two builds/)
  })

  it('where none passes, the one with the fewest failures is taken, and what it dies of is said', async () => {
    const folder = await build('9.0-only', 190, { ffprobe: DIES_ON_TS, ffmpeg: 'case "$*" in *.mxf*) exit 1;; esac' })
    const tools = await findTools(
      { explicit: { ffmpeg: join(folder, 'ffmpeg'), ffprobe: join(folder, 'ffprobe') } },
      createRunner(),
    )
    expect(tools.notes).toEqual(['ffprobe ended by SIGSEGV on MPEG-TS', "ffmpeg can't read MXF"])
  })

  it('every sample is one that the tools of this machine read', async () => {
    expect(TOOL_SAMPLES.map(({ file }) => file)).toEqual(['clip.ts', 'clip.mxf', 'clip.mov', 'clip.wav'])
    expect(real.notes).toEqual([])
  })
})

describe.skipIf(process.platform === 'win32')('doctor', { timeout: 120_000 }, () => {
  it('says which pair is used, that two builds are mixed, and what one dies of', async () => {
    const [decoder, prober] = [
      await build('7.9-decoder', 179, {}, 'ffmpeg'),
      await build('6.9-prober', 169, { ffprobe: DIES_ON_TS }, 'ffprobe'),
    ]
    const service = createMediaService({
      mediaInfo: workerUrls().mediaInfo,
      insideMedia: workerUrls().insideMedia,
      tableDir: join(dir, 'children'),
      resourcesDir: null,
      path: [decoder, prober].join(':'),
    })
    try {
      const [ffmpeg, ffprobe] = await service.report()
      expect(ffmpeg).toMatchObject({ found: expect.stringContaining('7.9-decoder'), missing: null })
      expect(ffmpeg!.notes.join('\n')).toMatch(/two builds.*[\s\S]*ended by SIGSEGV on MPEG-TS/)
      expect(ffprobe).toMatchObject({ found: expect.stringMatching(/6\.9-prober|static/) })
    } finally {
      await service.close()
    }
  })
})

describe.skipIf(process.platform === 'win32')('a prober that fails', { timeout: 120_000 }, () => {
  /** A context whose first prober does `before`, and whose spare is sound where there is one. */
  async function contextWith(name: string, before: string, spare: boolean) {
    const folder = await build(name, 59, { ffprobe: before }, 'ffprobe')
    const ffprobe = { ...real.ffprobe, path: join(folder, 'ffprobe'), version: name }
    const tools: MediaTools = {
      ...real,
      ffprobe,
      spares: { ffmpegs: [], ffprobes: spare ? [real.ffprobe] : [] },
      identity: name,
    }
    return { runner: createRunner(), tools }
  }

  it('by a signal costs the file nothing: another is tried', async () => {
    expect(await probeFile(await media.plain('25'), await contextWith('dies', 'kill -SEGV $$', true))).toMatchObject({
      ok: true,
      durationFrames: 25,
    })
  })

  it('and has no other leaves the file unread, not broken, with the build that failed', async () => {
    const probe = await probeFile(await media.plain('25'), await contextWith('dies-alone', 'kill -SEGV $$', false))
    expect(probe).toMatchObject({
      ok: false,
      limit: { tools: 'dies-alone' },
      reason: expect.stringMatching(/This build of ffmpeg \(dies-alone\) was ended by SIGSEGV/),
    })
    expect(probe).not.toMatchObject({ reason: expect.stringMatching(/damaged/) })
  })

  it('by hanging is ended with everything that it started, and the file is not blamed', async () => {
    const mark = join(dir, 'child-of-hanging')
    const context = await contextWith('hangs', `sleep 1000 & echo $! > ${mark}; ${HANGS}`, false)
    const probe = await probeFile(await media.plain('25'), context, { timeLimitMs: 1500 })
    expect(probe).toMatchObject({
      ok: false,
      limit: { tools: 'hangs' },
      reason: expect.stringMatching(/did not answer in time/),
    })
    const child = Number(await readFile(mark, 'utf8'))
    await until('the child of a tool that was ended has ended', () => !isAlive(child))
  })

  it('and leaves a helper behind that holds its output does not hold us', async () => {
    const context = await contextWith('leaves', 'sleep 1000 &', false)
    expect(await probeFile(await media.plain('25'), context)).toMatchObject({ ok: true })
  })
})
