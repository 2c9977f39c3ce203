-- Play money: what the sandbox, in the part of a processor, knows of payments.
CREATE TABLE sandbox_payment (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_minor BIGINT NOT NULL,
  refunded_minor BIGINT NOT NULL,
  success_url TEXT NOT NULL,
  cancel_url TEXT NOT NULL,
  state TEXT NOT NULL,
  dispute TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE INDEX sandbox_payment_state ON sandbox_payment (state, created_at);

-- request_id: of the refund as the shop asked for it; null if it was made at the sandbox itself.
CREATE TABLE sandbox_refund (
  id TEXT PRIMARY KEY,
  request_id TEXT UNIQUE,
  payment_id TEXT NOT NULL REFERENCES sandbox_payment (id),
  amount_minor BIGINT NOT NULL
);

-- Events that the shop did not take yet.
CREATE TABLE sandbox_event (
  id TEXT PRIMARY KEY,
  payload TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL
);

CREATE INDEX sandbox_event_due ON sandbox_event (due_at);
