/**
 * Files that are one clip, or one stack of versions, in whichever order they come.
 */
import { many, own, type Case, type ExpectedAsset } from './model.ts'

const frames = (from: number, to: number): string[] => many(to - from + 1, (index) => `sh010/sh010.${from + index}.exr`)
const shot = (from: number, to: number, folder = 'sh010', skip: readonly number[] = []): ExpectedAsset => {
  const paths = frames(from, to).filter((_, index) => !skip.includes(from + index))
  return {
    name: `sh010.[${from}-${to}].exr`,
    current: paths[0]!,
    parts: paths.length,
    files: Object.fromEntries(paths.map((path) => [path.replace('sh010/', `${folder}/`), 'present' as const])),
  }
}

export const together: readonly Case[] = [
  {
    name: 'a sidecar that comes after its picture',
    init: { 'IMG_0001.CR3': 'raw' },
    said: { 'IMG_0001.CR3': 'hero' },
    actions: [{ do: 'write', path: 'IMG_0001.xmp', text: 'rating' }],
    expect: {
      assets: [
        {
          name: 'IMG_0001',
          current: 'raw',
          parts: 2,
          files: { 'IMG_0001.CR3': 'present', 'IMG_0001.xmp': 'present' },
          said: 'hero',
        },
      ],
    },
  },
  {
    name: 'a picture that comes after its sidecar',
    init: { 'IMG_0002.xmp': 'rating' },
    actions: [{ do: 'write', path: 'IMG_0002.CR3', text: 'raw' }],
    expect: {
      assets: [
        { name: 'IMG_0002', current: 'raw', parts: 2, files: { 'IMG_0002.CR3': 'present', 'IMG_0002.xmp': 'present' } },
      ],
    },
  },
  {
    name: 'a picture and its sidecar that move together',
    init: { 'IMG_0003.CR3': 'raw', 'IMG_0003.xmp': 'rating' },
    said: { 'IMG_0003.CR3': 'hero' },
    actions: [
      { do: 'rename', from: 'IMG_0003.CR3', to: 'best/IMG_0003.CR3' },
      { do: 'rename', from: 'IMG_0003.xmp', to: 'best/IMG_0003.xmp' },
    ],
    expect: {
      assets: [
        {
          name: 'IMG_0003',
          current: 'raw',
          parts: 2,
          files: { 'best/IMG_0003.CR3': 'present', 'best/IMG_0003.xmp': 'present' },
          said: 'hero',
        },
      ],
    },
  },
  {
    name: 'an image sequence that grows',
    init: own(frames(1001, 1010)),
    said: { 'sh010/sh010.1001.exr': 'hero' },
    actions: [
      ...frames(1011, 1015).map((path) => ({ do: 'write' as const, path, text: path })),
      { do: 'look' },
      ...frames(1016, 1020).map((path) => ({ do: 'write' as const, path, text: path })),
    ],
    expect: { assets: [{ ...shot(1001, 1020), said: 'hero' }] },
  },
  {
    name: 'a hole in an image sequence that is filled',
    init: own(frames(1001, 1012).filter((path) => !path.includes('1006'))),
    actions: [{ do: 'write', path: 'sh010/sh010.1006.exr', text: 'sh010/sh010.1006.exr' }],
    expect: { assets: [shot(1001, 1012)] },
  },
  {
    name: 'an image sequence whose folder is renamed',
    init: own(frames(1001, 1008)),
    said: { 'sh010/sh010.1001.exr': 'hero' },
    actions: [{ do: 'rename', from: 'sh010', to: 'sh010 approved' }],
    expect: { assets: [{ ...shot(1001, 1008, 'sh010 approved'), said: 'hero' }] },
  },
  {
    name: 'the next version by its name',
    init: { 'Film_v001.prproj': 'one' },
    said: { 'Film_v001.prproj': 'hero' },
    actions: [
      { do: 'write', path: 'Film_v002.prproj', text: 'two, longer' },
      { do: 'look' },
      { do: 'write', path: 'Film_v003.prproj', text: 'three, longest' },
    ],
    expect: {
      assets: [
        {
          name: 'Film_v003.prproj',
          current: 'three, longest',
          older: ['one', 'two, longer'],
          said: 'hero',
          files: { 'Film_v001.prproj': 'present', 'Film_v002.prproj': 'present', 'Film_v003.prproj': 'present' },
        },
      ],
    },
  },
  {
    name: 'an auto-save is a version and never on top',
    init: { 'Film.prproj': 'the cut' },
    said: { 'Film.prproj': 'hero' },
    actions: [{ do: 'write', path: 'Adobe Premiere Pro Auto-Save/Film-1.prproj', text: 'saved by itself' }],
    expect: {
      assets: [
        {
          name: 'Film.prproj',
          current: 'the cut',
          older: ['saved by itself'],
          said: 'hero',
          files: { 'Film.prproj': 'present', 'Adobe Premiere Pro Auto-Save/Film-1.prproj': 'present' },
        },
      ],
    },
  },
]
