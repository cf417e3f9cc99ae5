/** Finding verified copies of a card's files by what the card tells before it is read: size and time. */
export const safeCopies = {
  number: 132,
  name: 'safe-copies',
  sql: `CREATE INDEX file_safe ON file (bytes, mtime_ns) WHERE verification = 'verified';`,
} as const
