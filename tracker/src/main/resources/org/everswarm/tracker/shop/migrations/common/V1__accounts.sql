CREATE TABLE account (
  id TEXT PRIMARY KEY,
  created_at BIGINT NOT NULL
);
