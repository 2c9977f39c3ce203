-- Letters that were not delivered yet. due_at: when to try next; a sender that takes a letter moves
-- it ahead, so that another sender tries only if the first one died.
CREATE TABLE mail (
  id TEXT PRIMARY KEY,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL
);

CREATE INDEX mail_due ON mail (due_at);
