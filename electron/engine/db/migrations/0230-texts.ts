/**
 * The full text has a row for each source of an asset's text. With one row for all, a star indexed every note anew.
 */
export const texts = {
  number: 230,
  name: 'texts',
  sql: `
-- A key of each text that is indexed, to see what changed (db/catalogue/asset-texts.ts). "?": not known, so all of it is indexed at the next change.
ALTER TABLE asset ADD COLUMN texts TEXT NOT NULL DEFAULT '?';

DROP TABLE asset_text;
CREATE VIRTUAL TABLE asset_text USING fts5(
  text, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2", prefix='2 3'
);
INSERT INTO asset_text (rowid, text) SELECT n * 16, name FROM asset WHERE name <> '';
INSERT INTO asset_text (rowid, text) SELECT n * 16 + 1, text FROM (
  SELECT n, concat_ws(char(10), nullif(description, ''), roll, scene, shot, take, codec, (SELECT group_concat(value, char(10)) FROM json_each(tags)), derived ->> '$.name') AS text FROM asset
) WHERE text <> '';
INSERT INTO asset_text (rowid, text) SELECT a.n * 16 + 2, group_concat(o.text, char(10)) FROM note o JOIN asset a ON a.id = o.asset_id WHERE o.removed = 0 GROUP BY a.n;
`,
} as const
