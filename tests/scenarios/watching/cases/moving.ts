/**
 * Files and folders that are renamed, moved, swapped, copied: what people said of them goes with them.
 */
import { each, many, own, type Case } from './model.ts'

const DAY = many(6, (index) => `Day 1/take ${index + 1}.jpg`)

export const moving: readonly Case[] = [
  {
    name: 'a file that is renamed',
    init: { 'draft.pdf': 'script' },
    said: { 'draft.pdf': 'hero' },
    actions: [{ do: 'rename', from: 'draft.pdf', to: 'shooting script.pdf' }],
    expect: {
      assets: [
        { name: 'shooting script.pdf', current: 'script', files: { 'shooting script.pdf': 'present' }, said: 'hero' },
      ],
    },
  },
  {
    name: 'a file that is moved into a new folder and further',
    init: { 'plan.pdf': 'plan' },
    said: { 'plan.pdf': 'hero' },
    actions: [
      { do: 'rename', from: 'plan.pdf', to: 'Paper/plan.pdf' },
      { do: 'rename', from: 'Paper/plan.pdf', to: 'Paper/old/plan.pdf' },
    ],
    expect: {
      assets: [{ name: 'plan.pdf', current: 'plan', files: { 'Paper/old/plan.pdf': 'present' }, said: 'hero' }],
    },
  },
  {
    name: 'a folder that is renamed',
    init: own(DAY),
    said: { 'Day 1/take 3.jpg': 'hero' },
    actions: [{ do: 'rename', from: 'Day 1', to: 'Day 01' }],
    expect: {
      assets: each(DAY, (path) => path.replace('Day 1', 'Day 01')).map((one) =>
        one.current.includes('take 3') ? { ...one, said: 'hero' } : one,
      ),
    },
  },
  {
    name: 'a folder that is moved deep into another, with what is in it renamed',
    init: own(DAY),
    said: { 'Day 1/take 2.jpg': 'hero' },
    actions: [
      { do: 'mkdir', path: 'archive/2026/november' },
      { do: 'rename', from: 'Day 1', to: 'archive/2026/november/Day 1' },
      { do: 'look' },
      { do: 'rename', from: 'archive/2026', to: 'archive/last year' },
    ],
    expect: {
      assets: each(DAY, (path) => `archive/last year/november/${path}`).map((one) =>
        one.current.includes('take 2') ? { ...one, said: 'hero' } : one,
      ),
    },
  },
  {
    name: 'two pictures that change their names',
    init: { 'a.jpg': 'picture of the house', 'b.jpg': 'picture of the sea' },
    said: { 'a.jpg': 'house', 'b.jpg': 'sea' },
    actions: [{ do: 'swap', a: 'a.jpg', b: 'b.jpg' }],
    expect: {
      assets: [
        { name: 'b', current: 'picture of the house', files: { 'b.jpg': 'present' }, said: 'house' },
        { name: 'a', current: 'picture of the sea', files: { 'a.jpg': 'present' }, said: 'sea' },
      ],
    },
  },
  {
    name: 'names that are handed on',
    init: { '1.jpg': 'first', '2.jpg': 'second picture' },
    said: { '1.jpg': 'one', '2.jpg': 'two' },
    actions: [
      { do: 'rename', from: '2.jpg', to: '3.jpg' },
      { do: 'rename', from: '1.jpg', to: '2.jpg' },
    ],
    expect: {
      assets: [
        { name: '2', current: 'first', files: { '2.jpg': 'present' }, said: 'one' },
        { name: '3', current: 'second picture', files: { '3.jpg': 'present' }, said: 'two' },
      ],
    },
  },
  {
    name: 'a picture that is copied is one asset with two files',
    init: { 'still.png': 'the frame' },
    said: { 'still.png': 'hero' },
    actions: [{ do: 'copy', from: 'still.png', to: 'selects/still.png' }],
    expect: {
      assets: [
        {
          name: 'still',
          current: 'the frame',
          files: { 'still.png': 'present', 'selects/still.png': 'present' },
          said: 'hero',
        },
      ],
    },
  },
  {
    name: 'a picture that is copied elsewhere and taken away here has moved',
    init: { 'still.png': 'the frame' },
    said: { 'still.png': 'hero' },
    actions: [
      { do: 'copy', from: 'still.png', to: 'selects/still.png' },
      { do: 'delete', path: 'still.png' },
    ],
    expect: {
      assets: [{ name: 'still', current: 'the frame', files: { 'selects/still.png': 'present' }, said: 'hero' }],
    },
  },
  {
    name: 'a second name of one file, and the first one gone',
    init: { 'poster.tif': 'art' },
    said: { 'poster.tif': 'hero' },
    actions: [
      { do: 'hardlink', from: 'poster.tif', to: 'print/poster.tif' },
      { do: 'delete', path: 'poster.tif' },
    ],
    expect: { assets: [{ name: 'poster', current: 'art', files: { 'print/poster.tif': 'present' }, said: 'hero' }] },
  },
  {
    name: 'a file that is moved out of the folder is missing',
    init: { 'lut.cube': 'look' },
    said: { 'lut.cube': 'hero' },
    actions: [{ do: 'out', path: 'lut.cube' }],
    expect: { assets: [{ name: 'lut.cube', current: 'look', files: { 'lut.cube': 'missing' }, said: 'hero' }] },
  },
  {
    name: 'a file that goes out and comes back is the same',
    init: { 'lut.cube': 'look' },
    said: { 'lut.cube': 'hero' },
    actions: [{ do: 'out', path: 'lut.cube' }, { do: 'look' }, { do: 'back', path: 'lut.cube' }],
    expect: { assets: [{ name: 'lut.cube', current: 'look', files: { 'lut.cube': 'present' }, said: 'hero' }] },
  },
  {
    name: 'a file that is renamed and edited at once is another: only what is certain is joined',
    init: { 'budget.xlsx': 'numbers' },
    said: { 'budget.xlsx': 'hero' },
    actions: [
      { do: 'rename', from: 'budget.xlsx', to: 'costs.xlsx' },
      { do: 'append', path: 'costs.xlsx', text: ' and more' },
    ],
    expect: {
      assets: [
        { name: 'budget.xlsx', current: 'numbers', files: { 'budget.xlsx': 'missing' }, said: 'hero' },
        { name: 'costs.xlsx', current: 'numbers and more', files: { 'costs.xlsx': 'present' } },
      ],
    },
  },
  {
    name: 'a folder that is renamed while it is being filled',
    init: {},
    actions: [
      { do: 'write', path: 'new folder/one.pdf', text: '1' },
      { do: 'rename', from: 'new folder', to: 'Contracts' },
      { do: 'write', path: 'Contracts/two.pdf', text: 'the second' },
    ],
    expect: {
      assets: [
        { name: 'one.pdf', current: '1', files: { 'Contracts/one.pdf': 'present' } },
        { name: 'two.pdf', current: 'the second', files: { 'Contracts/two.pdf': 'present' } },
      ],
    },
  },
]
