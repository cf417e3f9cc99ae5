/**
 * Derivatives are told apart by the parameters of their recipe, too. What was made before was made with the defaults,
 * and stays where it lies.
 */
const told = (name: string, on: string): string => `
CREATE TRIGGER told_${name} AFTER ${on} ON derivative WHEN (SELECT value FROM library WHERE key = 'shared') = 'yes' BEGIN
  INSERT OR IGNORE INTO untold (kind, id) VALUES ('derivative', NEW.id);
END;`

export const recipeParams = {
  number: 250,
  name: 'recipe-params',
  sql: `
-- A table that is unique by more columns has to be made anew. No trigger stands on it while it is filled: nothing is told again.
CREATE TABLE derivative_by_params (
  id TEXT PRIMARY KEY,
  content_id TEXT NOT NULL REFERENCES content(id),
  recipe TEXT NOT NULL,
  recipe_version INTEGER NOT NULL,
  -- What differs from the recipe's defaults, as canonical JSON, and its hash; 'default' for the defaults.
  params TEXT NOT NULL DEFAULT '{}',
  params_hash TEXT NOT NULL DEFAULT 'default',
  -- Relative to the library's folder of derivatives.
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  mime TEXT NOT NULL,
  width INTEGER,
  height INTEGER,
  meta TEXT NOT NULL DEFAULT '{}',
  created_at INTEGER NOT NULL,
  -- The bytes as they are sent; null until they were read for it.
  xxh128 TEXT,
  UNIQUE (content_id, recipe, recipe_version, params_hash)
) STRICT;
INSERT INTO derivative_by_params (id, content_id, recipe, recipe_version, path, bytes, mime, width, height, meta, created_at, xxh128)
  SELECT id, content_id, recipe, recipe_version, path, bytes, mime, width, height, meta, created_at, xxh128 FROM derivative ORDER BY rowid;
DROP TABLE derivative;
ALTER TABLE derivative_by_params RENAME TO derivative;
CREATE INDEX derivative_bytes ON derivative (xxh128, bytes);
-- What lists show of a clip, read from the index alone. asset.poster_id, filmstrip_id, waveform_id and proxy_id are not written or
-- read any more; taking the columns away would write every clip of a large catalogue four times while it is opened.
CREATE INDEX derivative_shown ON derivative (content_id, recipe, recipe_version, id) WHERE params_hash = 'default';
${told('derivative', 'INSERT')}
${told('derivative_new', 'UPDATE OF path, bytes')}

CREATE TABLE remote_derivative_by_params (
  content_id TEXT NOT NULL REFERENCES content(id),
  recipe TEXT NOT NULL,
  recipe_version INTEGER NOT NULL,
  -- As they were told: this version need not know them.
  params TEXT NOT NULL DEFAULT '{}',
  params_hash TEXT NOT NULL DEFAULT 'default',
  bytes INTEGER NOT NULL,
  xxh128 TEXT NOT NULL,
  mime TEXT NOT NULL,
  width INTEGER,
  height INTEGER,
  meta TEXT NOT NULL,
  PRIMARY KEY (content_id, recipe, recipe_version, params_hash)
) STRICT, WITHOUT ROWID;
INSERT INTO remote_derivative_by_params (content_id, recipe, recipe_version, bytes, xxh128, mime, width, height, meta)
  SELECT content_id, recipe, recipe_version, bytes, xxh128, mime, width, height, meta FROM remote_derivative;
DROP TABLE remote_derivative;
ALTER TABLE remote_derivative_by_params RENAME TO remote_derivative;
CREATE INDEX remote_derivative_bytes ON remote_derivative (xxh128, bytes);
`,
} as const
