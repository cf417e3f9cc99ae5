/** What is made from content (posters, proxies …) and the queue of work that makes it. */
export const work = {
  number: 30,
  name: 'work',
  sql: `
CREATE TABLE derivative (
  id TEXT PRIMARY KEY,
  content_id TEXT NOT NULL REFERENCES content(id),
  recipe TEXT NOT NULL,
  recipe_version INTEGER NOT NULL,
  -- Relative to the library's folder of derivatives.
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  mime TEXT NOT NULL,
  width INTEGER,
  height INTEGER,
  meta TEXT NOT NULL DEFAULT '{}',
  created_at INTEGER NOT NULL,
  UNIQUE (content_id, recipe, recipe_version)
) STRICT;

-- Unique by kind, content and recipe version: the same work is never queued twice.
CREATE TABLE job (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  recipe TEXT NOT NULL,
  recipe_version INTEGER NOT NULL,
  content_id TEXT NOT NULL REFERENCES content(id),
  state TEXT NOT NULL DEFAULT 'waiting',
  held_by TEXT,
  priority INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  retry_at INTEGER NOT NULL DEFAULT 0,
  error_code TEXT,
  error_message TEXT,
  command TEXT,
  log TEXT,
  created_at INTEGER NOT NULL,
  finished_at INTEGER,
  UNIQUE (kind, recipe, recipe_version, content_id)
) STRICT;
CREATE INDEX job_due ON job (state, priority DESC, created_at);
CREATE INDEX job_content ON job (content_id);
`,
} as const
