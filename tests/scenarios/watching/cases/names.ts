/**
 * Names and places that are awkward: spellings, cases, depth, links.
 */
import { each, many, own, type Case } from './model.ts'

const NFC = 'Prüfung Café.pdf'.normalize('NFC')
const NFD = NFC.normalize('NFD')
/** Folders of 49 characters: with the file's name more than 300. */
const DEEP = `${many(6, (index) => `${index} ${'deep '.repeat(9)}.d`).join('/')}/list.csv`
const BURST = many(120, (index) => `dump/${index % 3}/${index % 7}/${index}.md`)

export const names: readonly Case[] = [
  {
    name: 'a name that is spelled in other code points is the same name',
    init: { [NFD]: 'exam' },
    said: { [NFD]: 'hero' },
    actions: [{ do: 'rename', from: NFD, to: NFC }],
    expect: { assets: [{ name: NFC, current: 'exam', files: { [NFC]: 'present' }, said: 'hero' }] },
  },
  {
    name: 'a name in other letters’ case',
    init: { 'Title Card.PNG': 'title' },
    said: { 'Title Card.PNG': 'hero' },
    actions: [{ do: 'rename', from: 'Title Card.PNG', to: 'title card.png' }],
    expect: {
      assets: [{ name: 'title card', current: 'title', files: { 'title card.png': 'present' }, said: 'hero' }],
    },
  },
  {
    name: 'a path of more than 300 characters',
    init: {},
    actions: [
      { do: 'write', path: DEEP, text: 'far down' },
      { do: 'look' },
      { do: 'append', path: DEEP, text: ', further' },
    ],
    expect: {
      assets: [{ name: 'list.csv', current: 'far down, further', older: ['far down'], files: { [DEEP]: 'present' } }],
    },
  },
  {
    name: 'names with quotes, stars, new lines and pictures in them',
    init: {},
    actions: writes(['it\'s "ours" 100%.pdf', 'what*?.pdf', 'two\nlines.pdf', '🎬 slate.pdf', '-rf.pdf', ' led.pdf']),
    expect: {
      assets: each(['it\'s "ours" 100%.pdf', 'what*?.pdf', 'two\nlines.pdf', '🎬 slate.pdf', '-rf.pdf', ' led.pdf']),
    },
  },
  {
    name: 'a link that leads out is not followed',
    init: { 'here.pdf': 'ours' },
    actions: [{ do: 'symlink', path: 'elsewhere', outside: { 'there.pdf': 'not ours' } }],
    expect: { assets: [{ name: 'here.pdf', current: 'ours', files: { 'here.pdf': 'present' } }] },
  },
  {
    name: 'a burst of files into nested new folders',
    init: {},
    actions: writes(BURST),
    expect: { assets: each(BURST) },
  },
  {
    name: 'a burst whose folder is moved at once',
    init: {},
    actions: [...writes(BURST.slice(0, 60)), { do: 'rename', from: 'dump', to: 'offload' }],
    expect: { assets: each(BURST.slice(0, 60), (path) => path.replace('dump', 'offload')) },
  },
]

function writes(paths: readonly string[]): Case['actions'] {
  return Object.entries(own(paths)).map(([path, text]) => ({ do: 'write' as const, path, text }))
}
