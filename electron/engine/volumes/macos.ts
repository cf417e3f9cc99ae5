/**
 * Volumes on macOS, from `diskutil info -plist`. Written from recorded answers of the tool.
 */
import type { VolumeIdentity, VolumeKind } from '../domain/volumes/volume.ts'
import type { VolumeProbe } from './probe.ts'

/** Identifies the volume that an existing path lies on, or null when the system doesn't answer. */
export async function identifyOnMac(path: string, probe: VolumeProbe): Promise<VolumeIdentity | null> {
  const real = await probe.real(path)
  if (real === null) return null
  const mountPoint = await mountPointOf(real, probe)
  const printed = mountPoint === null ? null : await probe.run('/usr/sbin/diskutil', ['info', '-plist', mountPoint])
  const facts = printed === null ? null : parsePlist(printed)
  const room = await probe.room(real)
  const text = (key: string): string | null => (typeof facts?.get(key) === 'string' ? String(facts.get(key)) : null)
  const flag = (key: string): boolean | null => (typeof facts?.get(key) === 'boolean' ? facts.get(key) === true : null)
  const store = text('APFSPhysicalStore') ?? text('ParentWholeDisk')
  return {
    mountPoint: mountPoint ?? real,
    fsType: text('FilesystemType'),
    fsUuid: text('VolumeUUID'),
    label: text('VolumeName'),
    device: text('DeviceIdentifier'),
    physicalDevice: store === null ? null : `disk:${/^disk\d+/.exec(store)?.[0] ?? store}`,
    model: text('MediaName'),
    kind: kindOf(flag, text('BusProtocol')),
    removable: flag('RemovableMedia'),
    readOnly: flag('WritableVolume') === false,
    capacity: room?.capacity ?? null,
    free: room?.free ?? null,
    source: text('DeviceNode'),
    mountRoot: '/',
    via: null,
    rotational: flag('SolidState') === null ? null : flag('SolidState') === false,
    answers: room !== null,
    mounts: [],
    directReads: false, // Node has no F_NOCACHE, so a read-back here may come from the cache and is labelled so.
  }
}

function kindOf(flag: (key: string) => boolean | null, bus: string | null): VolumeKind {
  if (bus === null) return 'unknown'
  if (bus === 'Disk Image') return 'unknown'
  if (bus === 'Secure Digital' || flag('RemovableMedia') === true) return 'card'
  return flag('Internal') === true ? 'internal' : 'external'
}

/** The highest directory on the same file system as the path. */
async function mountPointOf(real: string, probe: VolumeProbe): Promise<string | null> {
  const own = await probe.device(real, 'path')
  if (own === null) return null
  let at = real
  while (at !== '/') {
    const parent = at.slice(0, at.lastIndexOf('/')) || '/'
    if ((await probe.device(parent, 'path')) !== own) return at
    at = parent
  }
  return at
}

/** The strings and booleans at the top of a property list; the rest of it is of no use here. */
function parsePlist(xml: string): ReadonlyMap<string, string | boolean> {
  const facts = new Map<string, string | boolean>()
  for (const [, key, text, flag] of xml.matchAll(
    /<key>([^<]*)<\/key>\s*(?:<string>([^<]*)<\/string>|<(true|false)\/>)/g,
  )) {
    if (key !== undefined && !facts.has(key))
      facts.set(key, flag === undefined ? unescapeXml(text ?? '') : flag === 'true')
  }
  return facts
}

function unescapeXml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}
