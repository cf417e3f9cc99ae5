/**
 * Volumes on Windows, from PowerShell's storage cmdlets as JSON. Written from recorded answers of the tool.
 */
import { parse } from 'node:path/win32'
import type { VolumeIdentity, VolumeKind } from '../domain/volumes/volume.ts'
import type { VolumeProbe } from './probe.ts'

/** The question to PowerShell for a drive letter; everything is read, nothing changed. */
function question(letter: string): readonly string[] {
  const script =
    `$v = Get-Volume -DriveLetter ${letter}; $p = Get-Partition -DriveLetter ${letter}; $d = $p | Get-Disk; ` +
    'ConvertTo-Json @{ FileSystem=$v.FileSystem; Label=$v.FileSystemLabel; UniqueId=$v.UniqueId; DriveType="$($v.DriveType)"; ' +
    'ReadOnly=[bool]$p.IsReadOnly; DiskId=$d.UniqueId; Model=$d.FriendlyName; BusType="$($d.BusType)"; ' +
    'MediaType="$(($d | Get-PhysicalDisk).MediaType)" }'
  return ['-NoProfile', '-NonInteractive', '-Command', script]
}

/** Identifies the volume that an existing path lies on, or null when the system doesn't answer. */
export async function identifyOnWindows(path: string, probe: VolumeProbe): Promise<VolumeIdentity | null> {
  const real = await probe.real(path)
  if (real === null) return null
  const root = parse(real).root
  const letter = /^[A-Za-z](?=:)/.exec(root)?.[0]
  const printed = letter === undefined ? null : await probe.run('powershell.exe', question(letter))
  const facts = printed === null ? {} : parseFacts(printed)
  const text = (key: string): string | null => (typeof facts[key] === 'string' && facts[key] !== '' ? facts[key] : null)
  const bus = text('BusType')
  const room = await probe.room(real)
  const disk = text('DiskId')
  const media = text('MediaType')
  return {
    mountPoint: root,
    fsType: text('FileSystem')?.toLowerCase() ?? null,
    fsUuid: text('UniqueId'),
    label: text('Label'),
    device: letter === undefined ? null : `${letter.toUpperCase()}:`,
    physicalDevice: disk === null ? null : `disk:${disk.trim()}`,
    model: text('Model'),
    kind: letter === undefined ? 'network' : kindOf(text('DriveType'), bus),
    removable: text('DriveType') === null ? null : text('DriveType') === 'Removable',
    readOnly: facts['ReadOnly'] === true,
    capacity: room?.capacity ?? null,
    free: room?.free ?? null,
    source: letter === undefined ? root : null,
    mountRoot: '/',
    via: null,
    rotational: media === 'HDD' ? true : media === 'SSD' ? false : null,
    answers: room !== null,
    mounts: [],
    // Node opens no file unbuffered here, so a read-back may come from the cache and is labelled so.
    directReads: false,
  }
}

function kindOf(driveType: string | null, bus: string | null): VolumeKind {
  if (bus === 'SD' || bus === 'MMC' || driveType === 'Removable') return 'card'
  if (bus === 'USB' || bus === '1394') return 'external'
  if (bus === 'File Backed Virtual' || bus === null) return 'unknown'
  return 'internal'
}

function parseFacts(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    // PowerShell printed an error instead of JSON: nothing is known, which is what an empty record says.
    return {}
  }
}
