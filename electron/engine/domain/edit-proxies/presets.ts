/**
 * Presets of edit proxies: those that come with Rushes, and the file in which people give each other theirs.
 */
import { z } from 'zod'
import { RushesError } from '../../../../shared/model/errors.ts'
import {
  editParamsSchema,
  keptPresetSchema,
  type EditFormat,
  type KeptPreset,
  type ProxyPreset,
} from '../../../../shared/model/edit-proxies.ts'
import { visible } from '../../../../shared/util/visible.ts'
import { safeName } from '../naming/safe-name.ts'
import { presetKey } from '../presets.ts'

const shipped = (name: EditFormat, title: string, about: string): ProxyPreset => ({
  name,
  title,
  about,
  params: editParamsSchema.parse({ format: name }),
  builtIn: true,
})

export const PROXY_PRESETS: readonly ProxyPreset[] = [
  shipped('prores-proxy', 'ProRes Proxy', 'For Resolve, Premiere and Final Cut, 10 bits.'),
  shipped('dnxhr-lb', 'DNxHR LB in a MOV', 'For Resolve, Premiere and Avid, 8 bits.'),
  shipped('dnxhr-lb-mxf', 'DNxHR LB in an MXF', 'For Avid, with its tape name, 8 bits.'),
  shipped('h264-intra', 'H.264, every frame by itself', 'For laptops: small, 8 bits.'),
  shipped('hevc-archive', 'HEVC in an MP4', 'To keep and to send, 10 bits.'),
  shipped('av1-archive', 'AV1 in an MP4', 'To keep: smallest, and slow to make.'),
  shipped('wav', 'Sound alone, one WAV', 'All channels in order, with timecode.'),
]

/** The proxy of the window goes by this word where a preset is asked for. */
const REVIEW = 'review'

/** True for a name that comes with Rushes. */
export function isShipped(name: string): boolean {
  const key = presetKey(name)
  return key === REVIEW || PROXY_PRESETS.some((one) => presetKey(one.name) === key)
}

/** A preset that may be kept. Throws RushesError 'usage' for a name that comes with Rushes. */
export function checkProxyPreset(one: KeptPreset): KeptPreset {
  if (isShipped(one.name))
    throw new RushesError(
      'usage',
      `“${one.name}” comes with Rushes and stays as it is. Save yours under another name.`,
      {
        name: one.name,
      },
    )
  return one
}

/**
 * Presets for new media by their own names, each once. Throws RushesError 'usage' with those there are, for a name that
 * is none of them.
 */
export function knownPresets(names: readonly string[], kept: readonly Pick<KeptPreset, 'name'>[]): string[] {
  const known = new Map([...PROXY_PRESETS, ...kept].map(({ name }) => [presetKey(name), name]))
  const found = names.map((name) => {
    const own = known.get(presetKey(name))
    if (own !== undefined) return own
    throw new RushesError(
      'usage',
      `There is no preset “${visible(name)}” of edit proxies. There are: ${[...known.values()].map(visible).join(', ')}.`,
      { name },
    )
  })
  return [...new Set(found)]
}

/** The folder of a preset beside those of others. */
export function presetFolder(name: string): string {
  const plain = safeName(name.replaceAll('/', '-').replace(/^\.+/, ''))
  return plain === '' ? 'preset' : plain
}

const FORMAT = 'rushes-proxy-presets'
const MAX_PRESETS = 200
const fileSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(1),
  presets: z.array(keptPresetSchema).max(MAX_PRESETS),
})

/** The file that others import. */
export function proxyPresetFile(presets: readonly KeptPreset[]): string {
  return `${JSON.stringify({ format: FORMAT, version: 1, presets }, null, 2)}\n`
}

/** Reads such a file. It may come from anywhere. Throws RushesError 'usage' with what is wrong with it. */
export function readProxyPresetFile(text: string): readonly KeptPreset[] {
  const refuse = (why: string): RushesError =>
    new RushesError('usage', `This file is no file of proxy presets: ${why} Ask for one that Rushes exported.`)
  let read: unknown
  try {
    read = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    throw refuse('it is not JSON.')
  }
  const file = fileSchema.safeParse(read)
  if (!file.success) {
    const [issue] = file.error.issues
    throw refuse(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it has another form'}.`)
  }
  const names = file.data.presets.map((one) => presetKey(checkProxyPreset(one).name))
  if (new Set(names).size < names.length) throw refuse('it has one name twice.')
  return file.data.presets
}
