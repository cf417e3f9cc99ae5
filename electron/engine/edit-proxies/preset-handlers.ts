/**
 * Presets of proxies as procedures.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { KeptPreset } from '../../../shared/model/edit-proxies.ts'
import type { EngineContext } from '../context.ts'
import { recordedResult } from '../db/entities/commands.ts'
import { proxyPresetChange, readProxyPresets } from '../db/entities/proxy-preset.ts'
import {
  checkProxyPreset,
  isShipped,
  proxyPresetFile,
  PROXY_PRESETS,
  readProxyPresetFile,
} from '../domain/edit-proxies/presets.ts'
import { presetKey } from '../domain/presets.ts'
import { runCommand } from '../services/commands.ts'
import type { Builder } from '../services/implement.ts'

/** Implements what `editProxies` has of presets. */
export function presetHandlers(os: Builder, context: EngineContext) {
  const { reader } = context.library
  const keep = <Result extends object>(
    opId: string,
    label: string,
    presets: readonly KeptPreset[],
    result: Result,
  ): Result =>
    runCommand(
      context,
      opId,
      label,
      ['presets'],
      presets.map((one) => proxyPresetChange(one.name, one)),
      result,
    )
  const has = (name: string): boolean => readProxyPresets(reader).some((one) => presetKey(one.name) === presetKey(name))
  return {
    presets: os.editProxies.presets.handler(() => [
      ...PROXY_PRESETS,
      ...readProxyPresets(reader).map((one) => ({ ...one, title: one.name, builtIn: false })),
    ]),
    save: os.editProxies.save.handler(({ input: { opId, preset } }) =>
      keep(opId, `Preset of proxies “${preset.name}”`, [checkProxyPreset(preset)], {}),
    ),
    remove: os.editProxies.remove.handler(({ input: { opId, name } }) => {
      if (recordedResult(reader, opId) !== undefined) return {}
      if (isShipped(name)) throw new RushesError('usage', `“${name}” comes with Rushes and can’t be removed.`, { name })
      if (!has(name))
        throw new RushesError(
          'not_found',
          `There is no preset “${name}” of proxies. List them with: rushes proxy-presets`,
        )
      return runCommand(
        context,
        opId,
        `Remove preset of proxies “${name}”`,
        ['presets'],
        [proxyPresetChange(name, null)],
        {},
      )
    }),
    export: os.editProxies.export.handler(() => ({ text: proxyPresetFile(readProxyPresets(reader)) })),
    import: os.editProxies.import.handler(({ input: { opId, text, replace } }) => {
      const done = recordedResult(reader, opId) as { names: string[] } | undefined
      if (done !== undefined) return done
      const read = readProxyPresetFile(text)
      const twin = read.find((one) => has(one.name))
      if (twin !== undefined && !replace)
        throw new RushesError(
          'conflict',
          `There is a preset “${twin.name}” of proxies already. Nothing was imported; add --replace to replace it.`,
          { name: twin.name },
        )
      return keep(opId, 'Import presets of proxies', read, { names: read.map((one) => one.name) })
    }),
  }
}
