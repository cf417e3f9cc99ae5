/**
 * What the query language needs: scene, shot and take in the order of the slate, counts of the values of more fields,
 * and indexes for what few clips have. Searches that were saved are printed so that they mean what they meant before
 * there were OR, NOT, groups, globs and ranges.
 */
import { reprintBefore } from '../../../../shared/query/before.ts'
import { tradeKey } from '../../../../shared/query/trade-key.ts'
import { statement, type WritableDb } from '../core/handles.ts'

const TRADE = ['scene', 'shot', 'take'] as const
/** Facets whose values are counted from now on. */
const FACETS = ['shot', 'take', 'hdr', 'log'] as const

const more = (facet: string): string =>
  `INSERT INTO tally (facet, value, count, bytes) SELECT '${facet}', NEW.${facet}, 1, NEW.bytes WHERE NEW.hidden = 0 AND NEW.${facet} IS NOT NULL
    ON CONFLICT DO UPDATE SET count = count + 1, bytes = bytes + excluded.bytes;`
const less = (facet: string): string =>
  `UPDATE tally SET count = count - 1, bytes = bytes - OLD.bytes WHERE facet = '${facet}' AND value = OLD.${facet} AND OLD.hidden = 0;`

export const queries = {
  number: 390,
  name: 'queries',
  sql: `
${TRADE.map((field) => `ALTER TABLE asset ADD COLUMN ${field}_key TEXT;`).join('\n')}
DROP INDEX asset_scene;
${TRADE.map((field) => `CREATE INDEX asset_${field}_key ON asset (${field}_key, n) WHERE hidden = 0;`).join('\n')}

CREATE INDEX asset_frames ON asset (duration_frames, n) WHERE hidden = 0 AND duration_frames IS NOT NULL;
CREATE INDEX asset_width ON asset (width, n) WHERE hidden = 0 AND width IS NOT NULL;
CREATE INDEX asset_height ON asset (height, n) WHERE hidden = 0 AND height IS NOT NULL;
CREATE INDEX asset_channels ON asset (channels, n) WHERE hidden = 0 AND channels IS NOT NULL;
CREATE INDEX asset_fps ON asset (round(1.0 * rate_num / rate_den, 3), n) WHERE hidden = 0 AND rate_num IS NOT NULL;
CREATE INDEX asset_hdr ON asset (hdr, n) WHERE hidden = 0 AND hdr IS NOT NULL;
CREATE INDEX asset_log ON asset (log, n) WHERE hidden = 0 AND log IS NOT NULL;
CREATE INDEX asset_noted ON asset (notes, n) WHERE hidden = 0 AND notes > 0;
CREATE INDEX asset_many_versions ON asset (versions, n) WHERE hidden = 0 AND versions > 1;
CREATE INDEX asset_tagged ON asset (n) WHERE hidden = 0 AND tags <> '[]';
CREATE INDEX asset_described ON asset (n) WHERE hidden = 0 AND description <> '';
CREATE INDEX asset_no_good ON asset (n) WHERE hidden = 0 AND no_good = 1;
CREATE INDEX asset_broken ON asset (n) WHERE hidden = 0 AND broken IS NOT NULL;
CREATE INDEX asset_unsupported ON asset (n) WHERE hidden = 0 AND unsupported IS NOT NULL;
CREATE INDEX asset_looked ON asset (n) WHERE hidden = 0 AND look IS NOT NULL;

${FACETS.map(
  (facet) => `INSERT INTO tally SELECT '${facet}', ${facet}, count(*), sum(bytes)
  FROM asset WHERE hidden = 0 AND ${facet} IS NOT NULL GROUP BY ${facet};`,
).join('\n')}
CREATE TRIGGER tally_insert_values AFTER INSERT ON asset BEGIN
  ${FACETS.map(more).join('\n  ')}
END;
CREATE TRIGGER tally_delete_values AFTER DELETE ON asset BEGIN
  ${FACETS.map(less).join('\n  ')}
END;
${FACETS.map(
  (facet) => `
CREATE TRIGGER tally_${facet} AFTER UPDATE OF ${facet}, bytes, hidden ON asset
WHEN OLD.${facet} IS NOT NEW.${facet} OR OLD.bytes <> NEW.bytes OR OLD.hidden <> NEW.hidden BEGIN
  ${less(facet)}
  ${more(facet)}
END;`,
).join('\n')}
`,
  after: (db: WritableDb): void => {
    for (const field of TRADE) fillKeys(db, field)
    for (const { id, rules } of statement<{ id: string; rules: string }>(db, 'SELECT id, rules FROM remote').all()) {
      const kept = JSON.parse(rules) as Record<string, unknown>
      const query = typeof kept['query'] === 'string' ? reprintBefore(kept['query']) : kept['query']
      if (query !== kept['query'])
        statement(db, 'UPDATE remote SET rules = ? WHERE id = ?').run(JSON.stringify({ ...kept, query }), id)
    }
  },
} as const

/** A value that many clips have is worked out once. */
function fillKeys(db: WritableDb, field: (typeof TRADE)[number]): void {
  const values = statement<{ value: string }>(
    db,
    `SELECT DISTINCT ${field} AS value FROM asset WHERE ${field} IS NOT NULL`,
  ).all()
  const keys = JSON.stringify(values.map(({ value }) => [value, tradeKey(value)]))
  statement(
    db,
    `WITH keys AS MATERIALIZED (SELECT value ->> 0 AS value, value ->> 1 AS key FROM json_each(?))
    UPDATE asset SET ${field}_key = keys.key FROM keys WHERE asset.${field} = keys.value`,
  ).run(keys)
}
