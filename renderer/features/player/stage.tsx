/**
 * The picture on black. Where there is no proxy yet, the poster and the honest reason.
 */
import { useEffect, useMemo, useRef, useState, type CSSProperties } from 'react'
import { useStore } from 'zustand'
import type { AssetDetail } from '../../../shared/model/asset.ts'
import { Button, Divider } from '../../ui/index.ts'
import { percentText } from '../../ui/words.ts'
import { KindIcon } from '../grid/index.ts'
import { useActivity, useLibrary } from '../library/index.ts'
import { canDrawLooks, LookCanvas } from './look/look-canvas.tsx'
import { pictureWay } from './look/picture-way.ts'
import type { Player } from './player-store.ts'
import { createTransport } from './transport.ts'
import { canLookAround, VIEW, viewOf } from './view/around.ts'
import { PictureRoom } from './view/picture-room.tsx'

/** Counts for sound that carries no rate. */
const FALLBACK = { num: 25, den: 1 } as const

/** Video, or sound without a picture. */
export function Stage({
  detail,
  player,
  muted,
  onFrames,
  onMedia,
}: {
  readonly detail: AssetDetail
  readonly player: Player
  readonly muted: boolean
  readonly onFrames: (frames: number) => void
  /** Told of the element that plays, and of its end. */
  readonly onMedia: (media: HTMLVideoElement | null) => void
}) {
  const { platform, compare } = useLibrary()
  const media = useRef<HTMLVideoElement>(null)
  const [failed, setFailed] = useState(false)
  const { poster } = detail.derivatives
  const { mode, at, used } = useStore(compare.store)
  const [drawing, setDrawing] = useState<string | null>(null)
  const { how, proxy, drawn, note } = pictureWay(detail, drawing === null && canDrawLooks(), used)
  const { kind, durationFrames } = detail
  const { viewer } = player
  const { exposure, around, direction, anaglyph } = useStore(viewer.store)
  const [size, setSize] = useState({ width: 0, height: 0 })
  const { num, den } = detail.rate ?? FALLBACK

  useEffect(() => {
    const element = media.current
    if (element === null || proxy === null) return
    let detach: (() => void) | null = null
    const begin = (): void => {
      setSize({ width: element.videoWidth, height: element.videoHeight })
      const frames = Math.max(1, durationFrames ?? Math.round((element.duration * num) / den))
      onFrames(frames)
      const transport = createTransport(
        element,
        { rate: { num, den }, frames, picture: kind !== 'audio', loop: () => loopOf(player, frames) },
        (now) => player.store.setState(now),
      )
      transport.seek(player.takeStart() ?? player.store.getState().frame)
      const release = player.attach(transport)
      onMedia(element)
      detach = () => {
        onMedia(null)
        release()
        transport.end()
      }
    }
    if (element.readyState >= HTMLMediaElement.HAVE_METADATA) begin()
    else element.addEventListener('loadedmetadata', begin, { once: true })
    return () => {
      element.removeEventListener('loadedmetadata', begin)
      detach?.()
    }
  }, [proxy, num, den, kind, durationFrames, player, onFrames, onMedia])

  const { immersive } = detail
  const isAround = around && canLookAround(immersive) && canDrawLooks()
  const view = useMemo(
    () => (around && canLookAround(immersive) ? viewOf(immersive, direction, anaglyph) : null),
    [around, immersive, direction, anaglyph],
  )

  useEffect(() => compare.reset, [compare])

  if (proxy === null || failed) return <Waiting detail={detail} failed={failed} />
  const split = how === 'live' && mode === 'split'
  const video = (
    // The sound of dailies has no captions; notes and slate are beside it as text.
    // oxlint-disable-next-line jsx-a11y/media-has-caption
    <video
      key={proxy}
      ref={media}
      className="stage-media"
      src={platform.mediaUrl(proxy)}
      preload="auto"
      playsInline
      muted={muted}
      disablePictureInPicture
      // Frames are drawn with the look, which the page may only do with pictures that allow it.
      crossOrigin="anonymous"
      poster={poster === null || how === 'live' ? undefined : platform.mediaUrl(poster)}
      aria-label={detail.name}
      onClick={() => player.transport?.toggle()}
      onError={() => setFailed(true)}
    />
  )
  const said = drawing ?? note
  // Before the look the picture is the video itself.
  const onCanvas = how === 'live' && mode === 'before' ? null : drawn
  const hasCanvas = (drawn !== null || exposure !== 'none' || isAround) && kind !== 'audio' && canDrawLooks()
  const isCovered = exposure !== 'none' || isAround || !(how === 'plain' || (how === 'live' && mode === 'before'))
  return (
    <PictureRoom viewer={viewer} around={isAround} picture={kind === 'audio' ? NO_PICTURE : isAround ? VIEW : size}>
      <div
        className="stage-compare"
        data-look={isCovered ? 'on' : 'off'}
        data-way={how}
        data-around={isAround ? '' : undefined}
        style={{ '--split': split ? `${at * 100}%` : '0%' } as CSSProperties}
      >
        {video}
        {hasCanvas && (
          <LookCanvas video={media} drawn={onCanvas} exposure={exposure} around={view} onFail={setDrawing} />
        )}
        {split && <Divider at={at} onMove={compare.move} />}
        {how === 'live' && mode !== 'after' && <span className="divider-word is-before">As recorded</span>}
        {split && <span className="divider-word is-after">With the look</span>}
        {said !== null && <p className="stage-note">{said}</p>}
      </div>
    </PictureRoom>
  )
}

const NO_PICTURE = { width: 0, height: 0 }

/** What is played round and round: the marked range, else the whole clip. */
function loopOf(player: Player, frames: number): { readonly from: number; readonly to: number } | null {
  if (!player.viewer.store.getState().loop) return null
  const { from, to } = player.store.getState().range
  return { from: from ?? 0, to: to ?? frames - 1 }
}

function Waiting({ detail, failed }: { readonly detail: AssetDetail; readonly failed: boolean }) {
  const { platform, actions } = useLibrary()
  const job = useActivity(
    (now) => now?.runningJobs.find((one) => one.assetId === detail.id && one.kind.includes('proxy')) ?? null,
  )
  const { poster } = detail.derivatives
  const away = detail.state === 'offline'
  const words =
    // One that is cut short is played as far as it goes.
    detail.broken !== null && detail.codec === null
      ? `Cannot be decoded. ${detail.broken}`
      : detail.unsupported !== null
        ? detail.unsupported
        : failed
          ? 'The proxy could not be played. Make it again.'
          : job !== null
            ? `Proxy is being made, ${percentText(job.progress)}`
            : detail.work === 'failed'
              ? 'The proxy could not be made. The activity says why.'
              : away
                ? 'Offline: no proxy was made before the drive was disconnected. It is made when the drive is back.'
                : detail.state === 'missing'
                  ? 'Missing: the drive is connected, the file is not on it.'
                  : detail.work === 'waiting' || detail.work === 'running'
                    ? 'The proxy is queued.'
                    : ['video', 'audio', 'sequence'].includes(detail.kind)
                      ? 'There is no proxy yet.'
                      : ['still', 'graphics'].includes(detail.kind)
                        ? ''
                        : 'There is nothing to play in it.'
  const canAsk =
    detail.broken === null &&
    !away &&
    job === null &&
    (failed || detail.work === 'none' || detail.work === 'failed') &&
    ['video', 'audio', 'sequence'].includes(detail.kind)
  return (
    <div className="stage-waiting">
      {poster === null ? (
        <KindIcon kind={detail.kind} size={48} />
      ) : (
        <img className="stage-media" src={platform.mediaUrl(poster)} alt="" draggable={false} />
      )}
      {words !== '' && (
        <p className="stage-words" aria-live="polite">
          {words}
          {canAsk && <Button onClick={() => void actions.request([detail.id])}>Make proxy</Button>}
        </p>
      )}
    </div>
  )
}
