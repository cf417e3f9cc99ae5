/**
 * Queries that an older version saved, printed so that they mean what they meant: there OR, NOT and brackets were words
 * like others, and a value had no globs, ranges, `none` or `any`.
 */
import { fieldNamed } from './fields.ts'

/** As older versions cut a query. */
const TOKEN = /-?[A-Za-z]+(?::|<=|>=|<|>|=)"[^"]*"|-?"[^"]*"|\S+/g
const FIELD = /^([A-Za-z]+)([:=])([^"][\s\S]*)$/
const UNCLOSED = /^-?(?:[A-Za-z]+(?::|<=|>=|<|>|=))?"[^"]*$/
const OPERATOR = /^(?:OR|AND|NOT|\|)(?:$|\()|^-?\(/

/** The same query as text of today. Returned as it was where nothing of it changed its meaning. */
export function reprintBefore(text: string): string {
  const tokens = text.match(TOKEN) ?? []
  const printed = tokens.map(reprinted)
  // A quote that never closed would close at one that was added.
  return printed.every((one, index) => one === tokens[index])
    ? text
    : printed.map((one) => (UNCLOSED.test(one) ? `${one}"` : one)).join(' ')
}

function reprinted(token: string): string {
  if (OPERATOR.test(token)) {
    const not = token.startsWith('-') ? '-' : ''
    return not + quotedWord(token.slice(not.length))
  }
  const not = token.length > 1 && token.startsWith('-') ? '-' : ''
  const parts = FIELD.exec(token.slice(not.length))
  const field = parts === null ? undefined : fieldNamed(parts[1]!)
  if (parts === null || field === undefined || !['text', 'trade'].includes(field.type)) return token
  const value = parts[3]!
  const isNew = value
    .split(',')
    .some(
      (one) =>
        one.includes('*') ||
        (field.type === 'trade' && one.includes('..')) ||
        (field.optional && /^(?:none|any)$/i.test(one)),
    )
  if (!isNew) return token
  // A quote within can't be quoted; a glob of the whole value is as near as one comes.
  return value.includes('"') ? `${not}${field.name}:${value.replaceAll('"', '*')}` : `${not}${field.name}:"${value}"`
}

/** Text is searched by its words: a quote within is none of them, except where there is no word at all. */
function quotedWord(word: string): string {
  if (!word.includes('"')) return `"${word}"`
  return /[\p{L}\p{N}]/u.test(word) ? `"${word.replaceAll('"', ' ')}"` : `name:*${word.replaceAll(/["(),]+/g, '*')}*`
}
