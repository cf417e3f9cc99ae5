/**
 * The table of fields as text: for `rushes query`, and for docs/formats.md.
 */
import { FIELDS, FLAG_TABLE, type Field } from './fields.ts'

const VALUES: Readonly<Record<Field['type'], string>> = {
  text: 'text, `*` for any part',
  closed: 'one of a set',
  number: 'number, range',
  size: 'size, range',
  trade: 'slate number, range, `*`',
  timecode: 'timecode, range',
  duration: 'length, range',
  day: 'day, range',
  presence: 'one of a set',
}

/** Rows of Markdown: field, what it is, its values, an example. */
function fieldTable(): string {
  const rows = FIELDS.map((field: Field) => {
    const values = field.values.length > 0 ? field.values.map((value) => `\`${value}\``).join(' ') : VALUES[field.type]
    return [
      `\`${field.name}\``,
      field.about,
      values + (field.optional ? ', `none`, `any`' : ''),
      `\`${field.example}\``,
    ]
  })
  return markdown(['field', 'what it is', 'values', 'say'], rows)
}

/** The same of flags. */
function flagTable(): string {
  return markdown(
    ['flag', 'finds'],
    FLAG_TABLE.map(({ name, about }) => [`\`${name}\``, about]),
  )
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** Lines for a terminal. */
export function queryLines(): string[] {
  const widest = Math.max(...FIELDS.map(({ name }) => name.length), ...FLAG_TABLE.map(({ name }) => name.length)) + 2
  const example = Math.max(...FIELDS.map((field) => field.example.length)) + 2
  return [
    'Words find the beginnings of words in names, slates, tags and notes; in quotes, words in a row.',
    'Terms beside one another must all hold. OR, AND, NOT (in capitals), a minus and brackets join them:',
    '  circled (camera:A OR camera:B) -tag:wild',
    'A comma is "or" within a field, .. is a range, * is any text, none and any are empty and not:',
    '  scene:12..14 take>3 roll:A0* day:last:7d tc:10:00..11:00 rating:3,5 scene:none',
    '',
    'Fields',
    ...FIELDS.map(({ name, example: say, about }) => `  ${name.padEnd(widest)}${say.padEnd(example)}${about}`),
    '',
    'Single words',
    ...FLAG_TABLE.map(({ name, about }) => `  ${name.padEnd(widest)}${about}`),
  ]
}

const BEGIN = (name: string): string => `<!-- ${name}: made by npm run docs:query -->`
const END = '<!-- end -->'

/** A page with its tables of fields and flags made anew. Throws where it has no place for one. */
export function withTables(page: string): string {
  return [
    ['fields', fieldTable()],
    ['flags', flagTable()],
  ].reduce((text, [name, table]) => {
    const begin = text.indexOf(BEGIN(name!))
    const end = text.indexOf(END, begin)
    if (begin < 0 || end < 0) throw new RangeError(`The page has no place for the table of ${name}.`)
    return `${text.slice(0, begin)}${BEGIN(name!)}\n\n${table}\n\n${text.slice(end)}`
  }, page)
}
