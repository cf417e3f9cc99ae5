/**
 * Patches through the user's own ffmpeg, before it is trusted with colour.
 */
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { rightPatches, tryColour } from '../../../electron/engine/media/colour-trial.ts'
import { scratch } from '../../helpers/library.ts'
import { mediaContext } from '../../helpers/media.ts'

it('a build that gets them right is used for colour', async () => {
  const { runner, tools } = await mediaContext()
  expect(await tryColour(tools.ffmpeg.path, tools.capabilities.filters, runner)).toEqual({
    toneMapping: true,
    tables: true,
  })
  // Measured with ffmpeg 5.1: PQ 573 is 202 with a peak of 1,000 nits; code 598 is 144 where it is read as a code.
  expect(rightPatches().map(Math.round)).toEqual([202, 202, 144])
})

it('one that gets a range wrong, fails, or lacks the filters is not', async () => {
  using place = scratch('rushes-colour-trial-')
  const { runner, tools } = await mediaContext()
  const filters = tools.capabilities.filters
  const stand = (name: string, script: string): string => {
    const path = join(place.dir, name)
    writeFileSync(path, `#!/bin/sh\n${script}\n`)
    chmodSync(path, 0o755)
    return path
  }
  // As a build whose zimg reads full range for limited: everything too bright.
  const wrong = stand('wrong', `exec ${tools.ffmpeg.path} "$@" | tr '\\000-\\377' '\\040-\\377\\000-\\037'`)
  expect(await tryColour(wrong, filters, runner)).toEqual({ toneMapping: false, tables: false })
  expect(await tryColour(stand('fails', 'exit 1'), filters, runner)).toEqual({ toneMapping: false, tables: false })
  expect(await tryColour(tools.ffmpeg.path, new Set(['zscale', 'tonemap']), runner)).toEqual({
    toneMapping: true,
    tables: false,
  })
  expect(await tryColour(stand('never', 'exit 0'), new Set(), runner)).toEqual({ toneMapping: false, tables: false })
})
