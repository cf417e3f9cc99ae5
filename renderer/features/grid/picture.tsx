/**
 * The picture of a clip, or what stands for it: never a broken image, never a shift.
 */
import { AudioLines, Box, Captions, File, FileText, Film, Image, Images, Layers } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { AssetKind, AssetRow } from '../../../shared/model/asset.ts'
import { useLibrary } from '../library/index.ts'
import { Wave } from './wave.tsx'

const KINDS: Readonly<Record<AssetKind, (size: number) => ReactNode>> = {
  video: (size) => <Film size={size} strokeWidth={1.25} />,
  audio: (size) => <AudioLines size={size} strokeWidth={1.25} />,
  still: (size) => <Image size={size} strokeWidth={1.25} />,
  sequence: (size) => <Images size={size} strokeWidth={1.25} />,
  project: (size) => <Box size={size} strokeWidth={1.25} />,
  graphics: (size) => <Layers size={size} strokeWidth={1.25} />,
  document: (size) => <FileText size={size} strokeWidth={1.25} />,
  subtitle: (size) => <Captions size={size} strokeWidth={1.25} />,
  other: (size) => <File size={size} strokeWidth={1.25} />,
}

/** The icon of a kind of asset. */
export function KindIcon({ kind, size = 14 }: { readonly kind: AssetKind; readonly size?: number }) {
  return KINDS[kind](size)
}

/** Poster in its cell. */
export function Picture({
  row,
  iconSize = 28,
  says = true,
}: {
  readonly row: AssetRow
  readonly iconSize?: number
  /** It says why there is no picture, where there is room. */
  readonly says?: boolean
}) {
  const { platform } = useLibrary()
  const [lost, setLost] = useState<string | null>(null)
  const { poster } = row.derivatives
  if (poster !== null && lost !== poster) {
    return (
      <img
        className="picture"
        src={platform.mediaUrl(poster)}
        alt=""
        draggable={false}
        decoding="async"
        onError={() => setLost(poster)}
      />
    )
  }
  if (row.kind === 'audio' && row.derivatives.waveform !== null && iconSize >= 20)
    return <Wave waveform={row.derivatives.waveform} />
  const why = row.broken ?? row.unsupported
  const word =
    row.broken !== null
      ? 'Not readable'
      : row.unsupported !== null
        ? 'No preview'
        : row.work === 'failed'
          ? 'No picture could be made'
          : row.work === 'running' || row.work === 'waiting'
            ? row.kind === 'audio'
              ? 'Waveform is being made'
              : 'Picture is being made'
            : null
  return (
    <div className="picture picture-none">
      <KindIcon kind={row.kind} size={iconSize} />
      {word !== null && iconSize >= 24 && <span>{word}</span>}
      {says && why !== null && iconSize >= 28 && (
        <span className="picture-why" title={why}>
          {why}
        </span>
      )}
    </div>
  )
}
