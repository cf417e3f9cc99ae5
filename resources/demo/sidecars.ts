/**
 * The text files that cameras and recorders leave on a card: ALE, clip XML, sound report.
 */
import { addFrames, formatTimecode } from '../../shared/time/timecode.ts'
import { DATE, PROJECT, type DemoClip, type DemoSound } from './card-plan.ts'

/** Avid Log Exchange for one roll: tab-delimited, one rate a file, Heading, Column, Data. */
export function aleText(clips: readonly DemoClip[], frames: number, extension: string): string {
  const columns = ['Name', 'Tracks', 'Start', 'End', 'Tape', 'Source File', 'Scene', 'Take', 'Circled', 'Camera']
  const rows = clips.map((clip) =>
    [
      clip.name,
      'VA1A2',
      formatTimecode(clip.start),
      formatTimecode(addFrames(clip.start, frames)),
      clip.reel,
      `${clip.name}.${extension}`,
      clip.scene,
      clip.take,
      clip.circled ? 'Yes' : '',
      clip.camera,
    ].join('\t'),
  )
  return [
    'Heading',
    'FIELD_DELIM\tTABS',
    'VIDEO_FORMAT\t1080',
    'AUDIO_FORMAT\t48khz',
    'FPS\t23.976',
    '',
    'Column',
    columns.join('\t'),
    '',
    'Data',
    ...rows,
    '',
  ].join('\r\n')
}

/** A clip's own XML, in the plain manner of camera makers. */
export function clipXml(
  clip: DemoClip,
  frames: number,
  camera: { readonly maker: string; readonly model: string },
): string {
  const serial = clip.camera === 'A' ? '04711' : '04712'
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<ClipMetadata>',
    `  <ClipName>${clip.name}</ClipName>`,
    `  <Reel>${clip.reel}</Reel>`,
    `  <Project>${PROJECT}</Project>`,
    `  <CreationDate>${DATE}</CreationDate>`,
    `  <StartTimecode rate="24000/1001" dropFrame="false">${formatTimecode(clip.start)}</StartTimecode>`,
    `  <Duration>${frames}</Duration>`,
    `  <Device manufacturer="${camera.maker}" modelName="${camera.model}" serialNo="${serial}"/>`,
    `  <Exposure iso="800" shutterAngle="172.8" whiteBalanceKelvin="5600"/>`,
    '</ClipMetadata>',
    '',
  ].join('\n')
}

/** The sound report as recorders export it. */
export function soundReport(takes: readonly DemoSound[]): string {
  const rows = takes.map((take) =>
    [
      `${take.name}.WAV`,
      take.scene,
      take.take,
      take.circled ? '*' : '',
      formatTimecode(take.start),
      'Mix,Boom,Lav A,Lav B',
      take.note,
    ].join(','),
  )
  return [
    'Sound Report',
    `Project,${PROJECT}`,
    'Roll,SR003',
    `Date,${DATE}`,
    '',
    'File,Scene,Take,Circled,Start,Tracks,Note',
    ...rows,
    '',
  ].join('\r\n')
}
