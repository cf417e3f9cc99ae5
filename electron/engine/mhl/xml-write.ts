/**
 * Writing XML so that every reader gets back the very text that went in.
 */

/**
 * Text for elements and attributes. Line ends and tabs are written as references: a parser turns a bare carriage return
 * into a line feed, and any of them in an attribute into a space, while file names may hold all three.
 */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (letter) => ESCAPES[letter] ?? letter)
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

export type Attributes = Readonly<Record<string, string | number | null | undefined>>

/** An element that holds text on one line. Attributes without a value are left out. */
export function textElement(indent: string, name: string, attributes: Attributes, text: string): string {
  return `${indent}<${name}${attributeText(attributes)}>${escapeXml(text)}</${name}>\n`
}

/** An element around other elements. */
export function parentElement(indent: string, name: string, attributes: Attributes, children: string): string {
  return `${indent}<${name}${attributeText(attributes)}>\n${children}${indent}</${name}>\n`
}

function attributeText(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === null || value === undefined ? '' : ` ${name}="${escapeXml(String(value))}"`))
    .join('')
}
