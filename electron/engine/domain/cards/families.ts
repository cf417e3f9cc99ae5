/**
 * The families of cards, in the order in which they are tried: what only one maker's cameras leave before what any may.
 *
 * Sources: Adobe XMP Toolkit's folder handlers; media manuals of RED, ARRI, Sony, Panasonic, Canon, Blackmagic, DJI,
 * GoPro, Insta360, Nikon and Sound Devices; CIPA DC-009 (DCF) for what stands under DCIM.
 */
import { family, type CardFamily } from './family.ts'

/** Reel names as cinema cameras write them: A001, A001R1JL, A_0001_1AB2, A001_0925AB. */
const REEL = /^[A-Z]{1,2}_?\d{3,4}[A-Z0-9_-]*$/i

/** Cinema cameras number clips within a roll: A001C003_…; the roll is what stands before the C. */
const CINEMA_REEL = ['{a?###}c###_*', '{a}'] as const

const CINEMA: readonly CardFamily[] = [
  family({
    name: 'RED',
    markers: ['*.rdc', '*.rdm/*.rdc', 'digital_magazine.bin'],
    rollFolders: '*.rdm',
    clips: ['r3d'],
    pieces: true,
    clipFolders: ['*.rdc'],
    inside: ['*.rdc'],
    rules: [
      ['media', '{clip}.rdc/*_{part###}.r3d'],
      ['media', '{clip}.rdc/*.r3d'],
      ['proxy', '{clip}.rdc/*.mov'],
      ['proxy', '{clip}.rdc/*.mxf'],
      ['sidecar', '{clip}.rdc/*'],
    ],
    reel: [['{a?###}_c###_{b}_###.r3d', '{a}_{b}']],
  }),
  family({
    name: 'ARRI',
    markers: [
      'ari',
      '*.ari',
      '*.arx',
      '*/*.ari',
      '*/*.arx',
      '*_avid.ale',
      '*.ale + *.mov',
      '*.ale + *.mxf',
      '?###c###_######_????.mov',
      '?###c###_######_????.mxf',
      '?_####c###_######_*.mov',
      '?_####c###_######_*.mxf',
    ],
    rootName: REEL,
    clips: ['mxf', 'mov', 'ari', 'arx'],
    pieces: true,
    index: ['*.ale'],
    rules: [
      ['media', '{clip}.{part#######}.ari'],
      ['media', '{clip}.{part#######}.arx'],
      ['media', '{clip}/*.ari'],
      ['media', '{clip}/*.arx'],
      ['sidecar', '{clip}.xml'],
      ['sidecar', '{clip}/*.wav'],
    ],
    reel: [
      ['{a?###}c###_######_{b????}.*', '{a}{b}'],
      ['{a?_####}c###_*', '{a}'],
    ],
  }),
]

const BROADCAST: readonly CardFamily[] = [
  family({
    name: 'Sony XDCAM EX',
    markers: ['bpav/mediapro.xml', 'bpav/clpr'],
    clips: ['mp4'],
    pieces: true,
    clipFolders: ['bpav/clpr/*'],
    inside: ['bpav'],
    index: ['bpav/mediapro.xml'],
    rules: [
      ['media', 'clpr/{clip}_{part##}/*.mp4'],
      ['sidecar', 'clpr/{clip}_##/*'],
    ],
  }),
  family({
    name: 'Sony XAVC',
    markers: ['xdroot/clip', 'xdroot/mediapro.xml', 'private/xdroot', 'clip/*.mxf'],
    clips: ['mxf'],
    inside: ['private', 'xdroot', 'clip', 'sub', 'edit', 'take', 'userdata', 'thmbnl'],
    index: ['mediapro.xml'],
    rules: [
      ['media', 'clip/{clip}.mxf'],
      ['sidecar', 'clip/{clip}m##.xml'],
      ['sidecar', 'clip/{clip}r##.bim'],
      ['sidecar', 'clip/{clip}.*'],
      ['proxy', 'sub/{clip}s##.mxf'],
      ['proxy', 'sub/{clip}s##.mp4'],
      ['sidecar', 'thmbnl/{clip}t##.jpg'],
    ],
    reel: [CINEMA_REEL],
  }),
  family({
    name: 'Sony Alpha/FX',
    markers: ['m4root/clip', 'm4root/mediapro.xml', 'private/m4root'],
    clips: ['mp4'],
    inside: ['private', 'm4root', 'dcim', 'clip', 'sub', 'thmbnl'],
    index: ['mediapro.xml'],
    rules: [
      ['media', 'clip/{clip}.mp4'],
      ['sidecar', 'clip/{clip}m##.xml'],
      ['proxy', 'sub/{clip}s##.mp4'],
      ['sidecar', 'thmbnl/{clip}t##.jpg'],
    ],
  }),
  family({
    name: 'AVCHD',
    markers: ['bdmv/stream', 'private/avchd', 'avchd/bdmv'],
    clips: ['mts', 'm2ts'],
    inside: ['private', 'avchd', 'bdmv'],
    index: ['bdmv/playlist/*.mpl', 'bdmv/playlist/*.mpls'],
    rules: [
      ['media', 'bdmv/stream/{clip}.mts'],
      ['media', 'bdmv/stream/{clip}.m2ts'],
      ['sidecar', 'bdmv/clipinf/{clip}.cpi'],
      ['sidecar', 'bdmv/clipinf/{clip}.clpi'],
    ],
  }),
  family({
    name: 'Canon XF',
    markers: ['contents/clips###'],
    clips: ['mxf'],
    pieces: true,
    clipFolders: ['contents/clips###/*'],
    inside: ['contents'],
    rules: [
      ['media', 'contents/clips###/{clip}/*{part##}.mxf'],
      ['media', 'contents/clips###/{clip}/*.mxf'],
      ['sidecar', 'contents/clips###/{clip}/*'],
    ],
    reel: [CINEMA_REEL],
  }),
  family({
    name: 'Panasonic P2',
    markers: [
      'contents/clip + contents/video',
      'contents/video + lastclip.txt',
      'contents/clip/*.xml',
      'contents + lastclip.txt',
    ],
    clips: ['mxf'],
    inside: ['contents'],
    index: ['contents/clip/*.xml', 'lastclip.txt'],
    rules: [
      ['media', 'contents/video/{clip}.mxf'],
      ['sound', 'contents/audio/{clip}##.mxf'],
      ['sidecar', 'contents/clip/{clip}.xml'],
      ['sidecar', 'contents/icon/{clip}.bmp'],
      ['sidecar', 'contents/voice/{clip}##.wav'],
      ['proxy', 'contents/proxy/{clip}.mp4'],
      ['proxy', 'contents/proxy/{clip}.mov'],
      ['sidecar', 'contents/proxy/{clip}.*'],
    ],
  }),
]

const HANDHELD: readonly CardFamily[] = [
  family({
    name: 'GoPro',
    markers: ['dcim/*gopro'],
    clips: ['mp4', '360'],
    pieces: true,
    inside: ['dcim'],
    rules: [
      ['media', 'gx{part##}{clip####}.mp4'],
      ['media', 'gh{part##}{clip####}.mp4'],
      ['media', 'gs{part##}{clip####}.360'],
      ['media', 'gopr{clip####}.mp4'],
      ['media', 'gp{part##}{clip####}.mp4'],
      ['proxy', 'gl{part##}{clip####}.lrv'],
      ['proxy', 'gopr{clip####}.lrv'],
      ['proxy', 'gp{part##}{clip####}.lrv'],
      ['sidecar', 'gopr{clip####}.thm'],
      ['sidecar', 'g?{part##}{clip####}.thm'],
      ['sound', 'g?{part##}{clip####}.wav'],
    ],
  }),
  family({
    name: 'DJI',
    markers: ['dcim/###media', 'dcim/dji_*'],
    clips: ['mp4', 'mov'],
    inside: ['dcim', 'misc'],
    rules: [
      ['proxy', '{clip}.lrf'],
      ['sidecar', '{clip}.srt'],
    ],
  }),
  family({
    name: 'Insta360',
    markers: ['dcim/camera01'],
    clips: ['insv', 'mp4'],
    inside: ['dcim'],
    rules: [
      ['media', 'vid_{clip########_######}_##_{part###}.insv'],
      ['media', 'vid_{clip########_######}_##_{part###}.mp4'],
      ['media', 'pro_vid_{clip########_######}_##_{part###}.mp4'],
      ['proxy', 'lrv_{clip########_######}_##_{part###}.*'],
      ['proxy', 'pro_lrv_{clip########_######}_##_{part###}.*'],
    ],
  }),
  family({ name: 'Nikon', markers: ['dcim/*/*.nev', 'dcim/###n*'], clips: ['nev', 'mov', 'mp4'], inside: ['dcim'] }),
  family({
    name: 'Panasonic Lumix',
    markers: ['dcim/###_pana', 'ad_lumix'],
    clips: ['mov', 'mp4', 'mts'],
    inside: ['dcim', 'private', 'ad_lumix'],
  }),
  family({
    name: 'Canon',
    markers: ['dcim/###canon', 'dcim/###eos*', 'dcim/???_####'],
    clips: ['crm', 'mp4', 'mov'],
    inside: ['dcim'],
  }),
  family({
    name: 'DCIM',
    markers: ['dcim/###?????'],
    clips: ['mp4', 'mov', 'crm', 'nev', 'avi', 'mts'],
    inside: ['dcim'],
  }),
]

const LOOSE: readonly CardFamily[] = [
  family({
    name: 'Blackmagic',
    loose: true,
    markers: ['*.braw'],
    clips: ['braw', 'dng'],
    rules: [
      ['proxy', 'proxy/{clip}.mp4'],
      ['media', '{clip}/*.dng'],
    ],
    reel: [['{a}_########_c###.*', '{a}']],
  }),
  family({ name: 'DCIM folder', loose: true, markers: ['dcim'], clips: ['mp4', 'mov', 'crm', 'nev', 'avi', 'mts'] }),
  family({
    name: 'Sound',
    loose: true,
    markers: ['*.wav', '*.bwf', '*.rf64'],
    clips: ['wav', 'bwf', 'rf64'],
    without: ['mov', 'mxf', 'mp4', 'braw', 'r3d'],
    // Tracks of one take in files of their own: after a take's number (S01T01_1), or as Zoom names them.
    rules: [
      ['media', '{clip*t##}_{part#}.wav'],
      ['media', '{clip*t##}_{part##}.wav'],
      ['media', '{clip*t###}_{part#}.wav'],
      ['media', '{clip*t###}_{part##}.wav'],
      ['media', '{clip}_tr{part#}.wav'],
      ['media', '{clip}_tr{part##}.wav'],
      ['media', '{clip}_lr.wav'],
      ['media', '{clip}_mic*.wav'],
    ],
  }),
  family({
    name: 'Camera roll',
    loose: true,
    markers: ['*.mov', '*.mxf', '*.mp4', '*.ari', '*.arx', '*.dng', '*/*.mov', '*/*.mxf', '*/*.dng', '*/*.ari'],
    rootName: REEL,
    clips: ['mov', 'mxf', 'mp4', 'ari', 'arx', 'dng', 'avi', 'mkv'],
    rules: [
      ['media', '{clip}/*.dng'],
      ['media', '{clip}/*.ari'],
      ['media', '{clip}/*.arx'],
    ],
  }),
  // A folder that people made: A_ROLL, Cam A. The clips in it say which roll it is.
  family({
    name: 'Camera roll',
    loose: true,
    byClips: true,
    markers: ['*.mov', '*.mxf', '*.mp4'],
    clips: ['mov', 'mxf', 'mp4'],
    reel: [CINEMA_REEL, ['{a}_########_c###*', '{a}'], ['{a?_####}c###*', '{a}']],
  }),
]

export const CARD_FAMILIES: readonly CardFamily[] = [...CINEMA, ...BROADCAST, ...HANDHELD, ...LOOSE]

/** What is taken for clips where no family is recognised. */
export const UNKNOWN_LAYOUT: CardFamily = family({
  name: '',
  markers: [],
  clips: [
    'mov',
    'mp4',
    'mxf',
    'r3d',
    'braw',
    'ari',
    'arx',
    'crm',
    'nev',
    'mts',
    'm2ts',
    'insv',
    'wav',
    'bwf',
    'avi',
    'mkv',
    'm4v',
    'dng',
  ],
  rules: [
    ['media', '{clip}/*.dng'],
    ['media', '{clip}/*.ari'],
    ['media', '{clip}/*.arx'],
    ['media', '{clip}.rdc/*.r3d'],
  ],
})

/** True for a folder's name that cinema cameras give to a roll. */
export function isReelName(name: string): boolean {
  return REEL.test(name)
}
