/**
 * The folder that a card becomes, from a template.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cardFacts } from '../../../electron/engine/domain/naming/card-facts.ts'
import { plainName, safeName } from '../../../electron/engine/domain/naming/safe-name.ts'
import {
  fillTemplate,
  missingWords,
  parseTemplate,
  wordsOf,
  CARD_WORDS,
  PERSON_WORDS,
  type NameFacts,
  type NameValues,
} from '../../../electron/engine/domain/naming/template.ts'
import { nameFault, nameRules } from '../../../electron/engine/domain/offload/offload-names.ts'
import { utf8Length } from '../../../electron/engine/domain/offload/offload-temp.ts'
import { describeFolder } from '../../../electron/engine/domain/rolls.ts'
import { isRushesError } from '../../../shared/model/errors.ts'

const FACTS: NameFacts = {
  name: 'NO NAME',
  roll: 'A001R1JL',
  camera: 'A',
  clip: 'A001C001_240101_R1JL',
  family: 'ARRI',
  label: 'MAG 7',
  media: 'Camera_Media',
  date: '2026-03-09',
  counter: 3,
}
const fill = (template: string, values: NameValues = {}, facts: Partial<NameFacts> = {}): string =>
  fillTemplate(parseTemplate(template), { ...FACTS, ...facts }, values)

describe('a template', () => {
  it.each([
    ['{date}_{roll}', {}, '20260309_A001R1JL'],
    ['{project}/{date:YYYYMMDD}/{media}/{roll}', { project: 'Nightfall' }, 'Nightfall/20260309/Camera_Media/A001R1JL'],
    ['{date:YYYY-MM-DD}', {}, '2026-03-09'],
    ['{date:YY.MM.DD}', {}, '26.03.09'],
    ['{date}_EP{episode}_Day{day:2}_{unit}', { episode: '103', day: '5', unit: 'MU' }, '20260309_EP103_Day05_MU'],
    ['Cam {camera} {counter} {counter:4}', {}, 'Cam A 03 0003'],
    ['{name:lower}-{family:upper}-{label:plain}', {}, 'no name-ARRI-MAG_7'],
    ['{roll}', { roll: 'B009' }, 'B009'],
    ['{date}', { date: '2026-04-01' }, '20260401'],
    ['{scene}', { scene: '14A' }, '14A'],
    ['{clip}', {}, 'A001C001_240101_R1JL'],
  ])('%s', (template, values, folder) => {
    expect(fill(template, values)).toBe(folder)
  })

  it('says its words, and which of them nobody fills', () => {
    const template = parseTemplate('{project}/{date}/{roll}_{project}')
    expect(wordsOf(template)).toEqual(['project', 'date', 'roll'])
    expect(missingWords(template, FACTS, {})).toEqual(['project'])
    expect(() => fill('{project}/{day}')).toThrow(
      expect.objectContaining({
        code: 'usage',
        message:
          'The name template needs {project}, {day}, which the card can’t tell. Give them with --set project=… --set day=….',
        details: { missing: ['project', 'day'] },
      }),
    )
  })

  it.each([
    ['{foo}', /unknown word \{foo\}\. Known are .*\{project\}/],
    ['{constructor}', /unknown word/],
    ['{toString}', /unknown word/],
    ['{Roll}', /unknown word/],
    ['a//b', /without a name/],
    ['/a', /without a name/],
    ['a/', /without a name/],
    ['../{roll}', /leads elsewhere/],
    ['a/./b', /leads elsewhere/],
    ['{date:DD/MM}', /not closed/],
    ['{date:hh}', /YYYY/],
    ['{roll:x}', /number of digits/],
    ['{roll', /not closed/],
    ['x'.repeat(501), /500/],
    ['a/'.repeat(13) + 'b', /12 folders/],
  ])('%s is refused', (template, sentence) => {
    expect(() => fill(template)).toThrow(sentence)
  })

  it('refuses what is no date, and names that are empty or too long', () => {
    expect(() => fill('{date}', { date: '2026-13-40' })).toThrow(/no date/)
    expect(() => fill('{project}', { project: '..' })).toThrow(/without a name/)
    expect(() => fill('{project:plain}', { project: '映画' })).toThrow(/without a name/)
    expect(() => fill('{project}', { project: '映'.repeat(100) })).toThrow(/255 bytes/)
  })
})

describe('names', () => {
  it.each([
    ['a/b\\c:d*e?"<>|', 'a_b_c_d_e_____'],
    ['CON', '_CON'],
    ['com1.txt', '_com1.txt'],
    ['end. .', 'end'],
    ['  lead', 'lead'],
    ['ascmhl', '_ascmhl'],
    ['U\u0308ber', 'Über'],
    ['x\u202Etxt', 'x_txt'],
    ['line\nbreak', 'line_break'],
    ['\ud800x', '_x'],
  ])('%j becomes %j', (text, name) => {
    expect(safeName(text)).toBe(name)
  })
  it('for deliveries have plain letters', () => {
    expect(plainName('Große Straße Nr. 5')).toBe('Grosse_Strasse_Nr._5')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(plainName(text)).toMatch(/^[A-Za-z0-9._-]*$/)
      }),
    )
  })
})

describe('any template with any values', () => {
  const word = fc.constantFrom(...Object.keys(CARD_WORDS), ...Object.keys(PERSON_WORDS), 'scene', 'nothing')
  const format = fc.constantFrom('', ':2', ':plain', ':upper', ':YYYYMMDD', ':x')
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '..',
      '/',
      '../..',
      'a/b',
      'NUL',
      'aux.mov',
      ' ',
      '\0',
      '.',
      'ASCMHL',
      'e\u0301',
      '<\u0338',
      '\u0301',
    ),
  )
  const template = fc
    .array(
      fc.oneof(
        fc.constantFrom('/', '_', ' ', '.', 'Day', 'CON', '..'),
        fc.tuple(word, format).map(([one, two]) => `{${one}${two}}`),
        hostile,
      ),
      { minLength: 1, maxLength: 8 },
    )
    .map((parts) => parts.join(''))
  const values = fc.dictionary(fc.constantFrom('project', 'day', 'unit', 'episode', 'scene', 'roll', 'name'), hostile)

  it('gives names that every system holds, in as many folders as it has, or a sentence', () => {
    fc.assert(
      fc.property(template, values, (text, given) => {
        let folder: string
        try {
          folder = fillTemplate(parseTemplate(text), FACTS, given)
        } catch (error) {
          if (!isRushesError(error)) throw error
          expect(error.code).toBe('usage')
          return
        }
        const names = folder.split('/')
        expect(names).toHaveLength(text.split('/').length)
        for (const name of names) {
          for (const type of ['ext4', 'exfat', 'ntfs', 'apfs', 'vfat'])
            expect(nameFault(name, nameRules(type))).toBeNull()
          expect(name).not.toMatch(/^\.{0,2}$/)
          expect(name.normalize('NFC')).toBe(name)
          expect(name.trim()).toBe(name)
          expect(utf8Length(name)).toBeLessThanOrEqual(255)
          expect(name.toLowerCase()).not.toBe('ascmhl')
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('what a card tells', () => {
  const here = { now: Date.parse('2026-03-10T02:00:00Z'), offsetAt: () => 60, cutOffMinutes: 240 }
  const at = (moment: string): bigint => BigInt(Date.parse(moment)) * 1_000_000n
  const told = (own: string, files: Readonly<Record<string, string>>) => {
    const list = Object.entries(files).map(([path, moment]) => ({
      path: `${own}/${path}`,
      size: 1,
      mtimeNs: at(moment),
    }))
    return cardFacts(own, 'LABEL', describeFolder(own, list).rolls, list, here)
  }
  it('is the roll, its camera, its first clip and the day of its last recording', () => {
    expect(
      told('A003R1JL', {
        'A003C001_240101_R1JL.mxf': '2026-03-08T10:00:00Z',
        'A003C002_240101_R1JL.mxf': '2026-03-09T21:00:00Z',
        'z.ale': '2026-03-10T01:00:00Z',
      }),
    ).toEqual({
      name: 'A003R1JL',
      roll: 'A003R1JL',
      camera: 'A',
      clip: 'A003C001_240101_R1JL',
      family: 'ARRI',
      label: 'LABEL',
      media: 'Camera_Media',
      date: '2026-03-09',
    })
  })
  it('is the day on the slate: a night that runs past midnight belongs to the day it began', () => {
    expect(told('A003', { 'A003C001.mov': '2026-03-10T01:30:00Z' }).date).toBe('2026-03-09')
    expect(told('A003', { 'A003C001.mov': '2026-03-10T03:30:00Z' }).date).toBe('2026-03-10')
  })
  it('is today where the camera’s clock was never set, or is ahead', () => {
    expect(told('A003', { 'A003C001.mov': '1980-01-01T00:00:00Z' }).date).toBe('2026-03-09')
    expect(told('A003', { 'A003C001.mov': '2099-01-01T00:00:00Z' }).date).toBe('2026-03-09')
  })
  it('names a recorder’s card as sound', () => {
    expect(told('26Y03M09', { 'S01T01.WAV': '2026-03-09T10:00:00Z' })).toMatchObject({
      media: 'Sound_Media',
      camera: null,
    })
  })
})
