/**
 * What is deleted, comes back, or is replaced by something else.
 */
import { each, many, own, type Case } from './model.ts'

const FRAMES = many(20, (index) => `contact/sheet ${String(index + 1).padStart(2, '0')}.jpg`)

export const leaving: readonly Case[] = [
  {
    name: 'a file that is deleted is missing, and what was said stays',
    init: { 'call.pdf': 'sheet' },
    said: { 'call.pdf': 'hero' },
    actions: [{ do: 'delete', path: 'call.pdf' }],
    expect: { assets: [{ name: 'call.pdf', current: 'sheet', files: { 'call.pdf': 'missing' }, said: 'hero' }] },
  },
  {
    name: 'a file that is deleted and written anew with the same bytes is back',
    init: { 'call.pdf': 'sheet' },
    said: { 'call.pdf': 'hero' },
    actions: [{ do: 'delete', path: 'call.pdf' }, { do: 'look' }, { do: 'write', path: 'call.pdf', text: 'sheet' }],
    expect: { assets: [{ name: 'call.pdf', current: 'sheet', files: { 'call.pdf': 'present' }, said: 'hero' }] },
  },
  {
    name: 'a file that was missed and comes up elsewhere is the same',
    init: { 'call.pdf': 'sheet' },
    said: { 'call.pdf': 'hero' },
    actions: [
      { do: 'delete', path: 'call.pdf' },
      { do: 'look' },
      { do: 'write', path: 'Paper/Day 2/call.pdf', text: 'sheet' },
    ],
    expect: {
      assets: [{ name: 'call.pdf', current: 'sheet', files: { 'Paper/Day 2/call.pdf': 'present' }, said: 'hero' }],
    },
  },
  {
    name: 'a file that is gone before it rests was never there',
    init: {},
    actions: [
      { do: 'write', path: 'render/~test.pdf', text: 'x' },
      { do: 'delete', path: 'render/~test.pdf' },
    ],
    expect: { assets: [] },
  },
  {
    name: 'a folder that is deleted with all that is in it',
    init: own(['keep 1.pdf', 'keep 2.pdf', 'old/a.pdf', 'old/deep/b.pdf']),
    said: { 'old/deep/b.pdf': 'hero' },
    actions: [{ do: 'delete', path: 'old' }],
    expect: {
      assets: [
        ...each(['keep 1.pdf', 'keep 2.pdf']),
        { name: 'a.pdf', current: 'old/a.pdf', files: { 'old/a.pdf': 'missing' } },
        { name: 'b.pdf', current: 'old/deep/b.pdf', files: { 'old/deep/b.pdf': 'missing' }, said: 'hero' },
      ],
    },
  },
  {
    name: 'so many files that a person is asked: until then they count as there',
    alone: true,
    init: own(FRAMES),
    said: { 'contact/sheet 03.jpg': 'hero' },
    actions: FRAMES.slice(0, 8).map((path) => ({ do: 'delete' as const, path })),
    expect: {
      assets: FRAMES.map((path, index) => ({
        name: path.slice(8, -4),
        current: path,
        files: { [path]: index < 8 ? ('asked about' as const) : ('present' as const) },
        ...(index === 2 ? { said: 'hero' } : {}),
      })),
    },
  },
  {
    name: 'a folder that is replaced by a file of its name',
    init: { Reel: 'a plain file', 'Roll/a.pdf': 'paper' },
    actions: [
      { do: 'delete', path: 'Roll' },
      { do: 'write', path: 'Roll', text: 'no folder any more' },
    ],
    expect: {
      assets: [
        { name: 'Reel', current: 'a plain file', files: { Reel: 'present' } },
        { name: 'Roll', current: 'no folder any more', files: { Roll: 'present' } },
        { name: 'a.pdf', current: 'paper', files: { 'Roll/a.pdf': 'missing' } },
      ],
    },
  },
  {
    name: 'a file that is replaced by a folder of its name',
    init: { Reel: 'a plain file' },
    said: { Reel: 'hero' },
    actions: [
      { do: 'delete', path: 'Reel' },
      { do: 'write', path: 'Reel/inside.pdf', text: 'paper' },
    ],
    expect: {
      assets: [
        { name: 'Reel', current: 'a plain file', files: { Reel: 'missing' }, said: 'hero' },
        { name: 'inside.pdf', current: 'paper', files: { 'Reel/inside.pdf': 'present' } },
      ],
    },
  },
  {
    name: 'another file under the name of one that is gone is its next version',
    init: { 'cut.edl': 'old list' },
    said: { 'cut.edl': 'hero' },
    actions: [
      { do: 'delete', path: 'cut.edl' },
      { do: 'look' },
      { do: 'write', path: 'cut.edl', text: 'quite another list' },
    ],
    expect: {
      assets: [
        {
          name: 'cut.edl',
          current: 'quite another list',
          older: ['old list'],
          files: { 'cut.edl': 'present' },
          said: 'hero',
        },
      ],
    },
  },
]
