/**
 * The whole catalogue as text, every table and row, less what may change when a drive goes and comes.
 */
import Database from 'better-sqlite3'

/** Where a drive is now, and what it says of itself at the moment. */
const OF_PRESENCE: Readonly<Record<string, readonly string[]>> = {
  volume: [
    'online',
    'mount_point',
    'device',
    'physical_device',
    'source',
    'read_only',
    'capacity',
    'free',
    'last_seen_at',
    'trouble',
    'card',
    'flipping',
  ],
}
/**
 * Clocks and counters of the engine's own, and the log of what happened, which grows with every drive that goes and
 * comes.
 */
const NOT_CATALOGUE = new Set(['library', 'event', 'event_cursor', 'sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4'])

/** Each table's rows, each row a text; here and away are one state. */
export function catalogueDigest(database: string): ReadonlyMap<string, readonly string[]> {
  const db = new Database(database, { readonly: true })
  try {
    const tables = db
      .prepare<[], { name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'`)
      .all()
      .map((row) => row.name)
      .filter((name) => !NOT_CATALOGUE.has(name) && !/_text_(data|idx|docsize|config|content)$/.test(name))
    const texts = db
      .prepare<[], { name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%USING fts5%'`)
      .all()
      .map((row) => row.name)
    return new Map([
      ...tables.map((table) => [table, rowsOf(db, table)] as const),
      ...texts.map((table) => [table, wordsOf(db, table)] as const),
    ])
  } finally {
    db.close()
  }
}

function rowsOf(db: Database.Database, table: string): string[] {
  const rows = db.prepare<[], Record<string, unknown>>(`SELECT * FROM "${table}"`).all()
  if (table === 'tally') return tallies(rows)
  const left = new Set(OF_PRESENCE[table] ?? [])
  return rows
    .map((row) =>
      JSON.stringify(
        Object.entries(row)
          .filter(([column]) => !left.has(column))
          .map(([column, value]) => [column, plain(table, column, value)]),
      ),
    )
    .toSorted()
}

/** Every word of a full text with the rows it stands in: how it is stored differs from one writing to the next. */
function wordsOf(db: Database.Database, table: string): string[] {
  db.exec(`CREATE VIRTUAL TABLE temp."${table}_words" USING fts5vocab(main, '${table}', 'instance')`)
  return db
    .prepare<[], Record<string, unknown>>(`SELECT * FROM temp."${table}_words"`)
    .all()
    .map((row) => JSON.stringify(row))
    .toSorted()
}

function plain(table: string, column: string, value: unknown): unknown {
  if (column === 'state' && (table === 'file' || table === 'asset') && (value === 'present' || value === 'offline'))
    return 'held'
  return Buffer.isBuffer(value) ? value.toString('hex') : value
}

/** Counts of here and of away together, and none of what is at zero. */
function tallies(rows: readonly Record<string, unknown>[]): string[] {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const held = row['facet'] === 'state' && (row['value'] === 'present' || row['value'] === 'offline')
    const key = `${String(row['facet'])} ${held ? 'held' : String(row['value'])}`
    counts.set(key, (counts.get(key) ?? 0) + Number(row['count']))
  }
  return [...counts]
    .filter(([, count]) => count !== 0)
    .map(([key, count]) => `${key} ${count}`)
    .toSorted()
}
