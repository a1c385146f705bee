CREATE TABLE "invitations" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"branch_ids" text[],
	"locale" text NOT NULL,
	"secret_hash" text NOT NULL,
	"invited_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	"accepted_by" text,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "invitations_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "invitation_branches" CHECK (branch_ids is null or (cardinality(branch_ids) > 0 and role <> 'admin')),
	CONSTRAINT "invitation_ends_once" CHECK (accepted_at is null or revoked_at is null),
	CONSTRAINT "invitation_accepted_by_somebody" CHECK ((accepted_at is null) = (accepted_by is null)),
	CONSTRAINT "invitation_expires" CHECK (expires_at > sent_at)
);
--> statement-breakpoint
CREATE TABLE "password_resets" (
	"secret_hash" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "branches" ADD COLUMN "retired_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "branch_ids" text[];--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "disabled_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "invitations_secret" ON "invitations" USING btree ("merchant_id","secret_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "invitations_open" ON "invitations" USING btree ("merchant_id",lower("email")) WHERE accepted_at is null and revoked_at is null;--> statement-breakpoint
CREATE INDEX "password_resets_user" ON "password_resets" USING btree ("user_id");--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "membership_branches" CHECK (branch_ids is null or (cardinality(branch_ids) > 0 and role <> 'admin'));--> statement-breakpoint

-- Tenancy of the new table, as of all others.
ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE invitations FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON invitations USING (merchant_id = current_setting('app.merchant_id', true));--> statement-breakpoint

-- A person's own rows, as sessions are.
ALTER TABLE password_resets ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE password_resets FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY own_resets ON password_resets USING (user_id = current_setting('app.user_id', true));--> statement-breakpoint

-- What was asked of somebody stays as it was sent, and its end is final.
CREATE FUNCTION guard_invitation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.email, NEW.name, NEW.role, NEW.locale, NEW.invited_by, NEW.created_at)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.email, OLD.name, OLD.role, OLD.locale, OLD.invited_by, OLD.created_at)
     OR NEW.branch_ids IS DISTINCT FROM OLD.branch_ids
     OR OLD.accepted_at IS NOT NULL OR OLD.revoked_at IS NOT NULL THEN
    RAISE EXCEPTION 'an invitation stays as it was sent' USING ERRCODE = 'VZ020';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_invitation BEFORE UPDATE ON invitations FOR EACH ROW EXECUTE FUNCTION guard_invitation();--> statement-breakpoint

-- A merchant that has an administrator keeps one: two who shut each other out wait here, and the second one looks after the first.
CREATE FUNCTION guard_last_admin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'administrators', OLD.merchant_id), 0));
  IF NOT EXISTS (
    SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id
    WHERE m.merchant_id = OLD.merchant_id AND m.user_id <> OLD.user_id AND m.role = 'admin'
      AND m.disabled_at IS NULL AND u.disabled_at IS NULL
  ) THEN
    RAISE EXCEPTION 'the last administrator stays' USING ERRCODE = 'VZ021';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_last_admin BEFORE UPDATE ON memberships FOR EACH ROW
  WHEN (OLD.role = 'admin' AND OLD.disabled_at IS NULL AND (NEW.role <> 'admin' OR NEW.disabled_at IS NOT NULL))
  EXECUTE FUNCTION guard_last_admin();--> statement-breakpoint

-- Whose work is limited to branches sees and changes what is of them alone. Unset, as for the worker, the limit is the merchant.
-- The settings are read once for a query, not once for a row. «Is not null» is what the planner takes to be true of nearly every
-- row; of an equality it would expect one row in two hundred, and sort a history instead of walking along its index.
DO $$
DECLARE
  unlimited text := '(CASE WHEN coalesce((SELECT current_setting(''app.branch_ids'', true)), '''') = '''' THEN true END) IS NOT NULL';
  branches text := 'string_to_array((SELECT current_setting(''app.branch_ids'', true)), '','')';
  self text := '(SELECT current_setting(''app.user_id'', true))';
  rule record;
BEGIN
  FOR rule IN
    SELECT t.name, t.within FROM (VALUES
      ('branches', format('id = ANY (%s)', branches)),
      ('devices', format('branch_id = ANY (%s)', branches)),
      ('transactions', format('branch_id = ANY (%s)', branches)),
      ('split_sales', format('branch_id = ANY (%s)', branches)),
      ('exports', format('created_by = %s', self)),
      ('export_schedules', format('created_by = %s', self)),
      ('statements', format('stored_by = %s', self)),
      ('export_chunks', 'export_id IN (SELECT id FROM exports)'),
      ('batch_totals', 'EXISTS (SELECT 1 FROM batches b WHERE b.merchant_id = batch_totals.merchant_id AND b.id = batch_id)'),
      ('eod_lines', 'EXISTS (SELECT 1 FROM eod_runs r WHERE r.merchant_id = eod_lines.merchant_id AND r.id = run_id)'),
      ('sign_offs', 'EXISTS (SELECT 1 FROM eod_runs r WHERE r.merchant_id = sign_offs.merchant_id AND r.id = run_id)'),
      ('bank_readings', 'EXISTS (SELECT 1 FROM eod_runs r WHERE r.merchant_id = bank_readings.merchant_id AND r.id = run_id)'),
      ('variance_steps', 'EXISTS (SELECT 1 FROM variances v WHERE v.merchant_id = variance_steps.merchant_id AND v.id = variance_id)'),
      ('exchanges', 'EXISTS (SELECT 1 FROM transactions t WHERE t.merchant_id = exchanges.merchant_id AND t.id = operation_id)
        OR EXISTS (SELECT 1 FROM eod_runs r WHERE r.merchant_id = exchanges.merchant_id AND r.id = operation_id)
        OR EXISTS (SELECT 1 FROM split_sales s WHERE s.merchant_id = exchanges.merchant_id AND s.id = operation_id)')
    ) AS t (name, within)
    UNION ALL
    SELECT unnest(ARRAY['batches', 'close_plans', 'device_holds', 'eod_runs', 'eod_reports', 'signed_days', 'statement_lines',
      'day_totals', 'variances']), 'device_id IN (SELECT d.id FROM devices d)'
    UNION ALL
    SELECT name, format('EXISTS (SELECT 1 FROM transactions t WHERE t.merchant_id = %I.merchant_id AND t.id = transaction_id)', name)
    FROM unnest(ARRAY['payment_links', 'receipt_copies', 'receipt_links', 'receipt_prints', 'receipts', 'resolutions',
      'transaction_events', 'transaction_notes']) AS name
    UNION ALL
    SELECT name, format('transaction_id IS NULL OR EXISTS (SELECT 1 FROM transactions t WHERE t.merchant_id = %I.merchant_id AND t.id = transaction_id)', name)
    FROM unnest(ARRAY['inbox', 'mails']) AS name
  LOOP
    EXECUTE format('CREATE POLICY branch ON %I AS RESTRICTIVE USING (%s OR %s)', rule.name, unlimited, rule.within);
  END LOOP;
END $$;
