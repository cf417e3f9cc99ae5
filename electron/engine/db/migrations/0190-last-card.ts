/**
 * How a card was when it was last in the reader: what was on it and not offloaded is told when it is gone, too.
 */
export const lastCard = {
  number: 190,
  name: 'last-card',
  sql: `
-- JSON as in \`card\`, with \`seenAt\` (milliseconds since 1970). Stays when the card is taken out.
ALTER TABLE volume ADD COLUMN last_card TEXT;
`,
} as const
