/**
 * Files that are written, edited, saved, and still being written.
 */
import type { Case } from './model.ts'

const film = { 'Edit/Film.prproj': 'first cut' }
const said = { 'Edit/Film.prproj': 'hero' }

export const writing: readonly Case[] = [
  {
    name: 'a new file in a new folder',
    init: {},
    actions: [{ do: 'write', path: 'Sound/Day 1/report.pdf', text: 'wild tracks' }],
    expect: {
      assets: [{ name: 'report.pdf', current: 'wild tracks', files: { 'Sound/Day 1/report.pdf': 'present' } }],
    },
  },
  {
    name: 'a project that is written over',
    init: film,
    said,
    actions: [{ do: 'write', path: 'Edit/Film.prproj', text: 'second cut, longer' }],
    expect: {
      assets: [
        {
          name: 'Film.prproj',
          current: 'second cut, longer',
          older: ['first cut'],
          files: { 'Edit/Film.prproj': 'present' },
          said: 'hero',
        },
      ],
    },
  },
  {
    name: 'a list that grows at its end',
    init: { 'cuts.edl': '001' },
    said: { 'cuts.edl': 'list' },
    actions: [
      { do: 'append', path: 'cuts.edl', text: ' 002' },
      { do: 'append', path: 'cuts.edl', text: ' 003' },
    ],
    expect: {
      assets: [
        { name: 'cuts.edl', current: '001 002 003', older: ['001'], files: { 'cuts.edl': 'present' }, said: 'list' },
      ],
    },
  },
  {
    name: 'a file that is cut off',
    init: { 'notes.txt': 'a long list of takes' },
    actions: [{ do: 'truncate', path: 'notes.txt', characters: 11 }],
    expect: {
      assets: [
        {
          name: 'notes.txt',
          current: 'a long list',
          older: ['a long list of takes'],
          files: { 'notes.txt': 'present' },
        },
      ],
    },
  },
  {
    name: 'a project saved as editors save, beside it and over it',
    init: film,
    said,
    actions: [{ do: 'save', path: 'Edit/Film.prproj', text: 'saved cut' }],
    expect: {
      assets: [
        {
          name: 'Film.prproj',
          current: 'saved cut',
          older: ['first cut'],
          files: { 'Edit/Film.prproj': 'present' },
          said: 'hero',
        },
      ],
    },
  },
  {
    name: 'a project saved with the old one kept aside until the end',
    init: film,
    said,
    actions: [
      { do: 'rename', from: 'Edit/Film.prproj', to: 'Edit/Film.prproj~' },
      { do: 'write', path: 'Edit/Film.prproj', text: 'saved otherwise' },
      { do: 'delete', path: 'Edit/Film.prproj~' },
    ],
    expect: {
      assets: [
        {
          name: 'Film.prproj',
          current: 'saved otherwise',
          older: ['first cut'],
          files: { 'Edit/Film.prproj': 'present' },
          said: 'hero',
        },
      ],
    },
  },
  {
    name: 'the same bytes with a new time are no new version',
    init: film,
    said,
    actions: [{ do: 'touch', path: 'Edit/Film.prproj' }],
    expect: {
      assets: [{ name: 'Film.prproj', current: 'first cut', files: { 'Edit/Film.prproj': 'present' }, said: 'hero' }],
    },
  },
  {
    name: 'three cuts, each looked at',
    init: film,
    said,
    actions: [
      { do: 'save', path: 'Edit/Film.prproj', text: 'second cut' },
      { do: 'look' },
      { do: 'write', path: 'Edit/Film.prproj', text: 'third cut' },
    ],
    expect: {
      assets: [
        {
          name: 'Film.prproj',
          current: 'third cut',
          older: ['first cut', 'second cut'],
          files: { 'Edit/Film.prproj': 'present' },
          said: 'hero',
        },
      ],
    },
  },
  {
    name: 'a cut that is written and replaced before it rests was never there',
    init: film,
    actions: [
      { do: 'write', path: 'Edit/Film.prproj', text: 'a mistake' },
      { do: 'write', path: 'Edit/Film.prproj', text: 'second cut' },
    ],
    expect: {
      assets: [
        { name: 'Film.prproj', current: 'second cut', older: ['first cut'], files: { 'Edit/Film.prproj': 'present' } },
      ],
    },
  },
  {
    name: 'a copy that arrives slowly is one file with all its bytes',
    init: {},
    actions: [{ do: 'slow', path: 'transfer/list.csv', pieces: ['one,', 'two,', 'three,', 'four,', 'five'] }],
    expect: {
      assets: [{ name: 'list.csv', current: 'one,two,three,four,five', files: { 'transfer/list.csv': 'present' } }],
    },
  },
  {
    name: 'a download is left alone until it has its name',
    init: {},
    actions: [
      { do: 'write', path: 'grade.drp.part', text: 'half' },
      { do: 'write', path: 'other.drp.crdownload', text: 'a quarter' },
      { do: 'look' },
      { do: 'append', path: 'grade.drp.part', text: ' and half' },
      { do: 'rename', from: 'grade.drp.part', to: 'grade.drp' },
    ],
    expect: {
      assets: [{ name: 'grade.drp', current: 'half and half', files: { 'grade.drp': 'present' } }],
      left: ['other.drp.crdownload'],
    },
  },
  {
    name: 'an empty file that is filled later',
    init: { 'timeline.otio': '' },
    said: { 'timeline.otio': 'early' },
    actions: [{ do: 'append', path: 'timeline.otio', text: 'clips' }],
    expect: {
      assets: [
        { name: 'timeline.otio', current: 'clips', older: [''], files: { 'timeline.otio': 'present' }, said: 'early' },
      ],
    },
  },
]
