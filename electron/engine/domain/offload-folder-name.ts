/**
 * The name of the folder that a card becomes, from a template such as `{date}_{name}`.
 */
import { RushesError } from '../../../shared/model/errors.ts'

export interface FolderNameFacts {
  /** The card's own name. */
  readonly name: string
  /** The roll's name when the card is one roll, else the card's own. */
  readonly roll: string
  /** Local date of the offload. */
  readonly year: number
  readonly month: number
  readonly day: number
}

/**
 * Fills a template: `{name}` the card's name, `{roll}` the roll, `{date}` YYYYMMDD.
 * @throws RushesError `usage` for an unknown word in braces, or when the result is no single folder name
 */
export function folderName(template: string, facts: FolderNameFacts): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  const words: Readonly<Record<string, string>> = {
    name: facts.name, roll: facts.roll, date: `${facts.year}${two(facts.month)}${two(facts.day)}`,
  }
  const filled = template.replaceAll(/\{([^{}]*)\}/g, (_, word: string) => {
    const value = words[word]
    if (value !== undefined) return value
    throw new RushesError('usage', `The name template has the unknown word {${word}}. Known are {name}, {roll} and {date}.`, { word })
  })
  if (filled.trim() === '' || filled === '.' || filled === '..' || /[/\\\0]/.test(filled)) {
    throw new RushesError('usage', `The name template gives “${filled}”, which is no folder name. Use letters, digits and the words {name}, {roll}, {date}.`)
  }
  return filled
}
