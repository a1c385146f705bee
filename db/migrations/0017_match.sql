CREATE TABLE "sign_offs" (
	"merchant_id" text NOT NULL,
	"run_id" text NOT NULL,
	"place" integer NOT NULL,
	"step" text NOT NULL,
	"comment" text,
	"actor_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sign_offs_merchant_id_run_id_place_pk" PRIMARY KEY("merchant_id","run_id","place")
);
--> statement-breakpoint
CREATE TABLE "signed_days" (
	"merchant_id" text NOT NULL,
	"device_id" text NOT NULL,
	"business_date" text NOT NULL,
	"round" integer NOT NULL,
	"signed_by" text NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL,
	"asked_by" text,
	"asked_at" timestamp (3) with time zone,
	"reason" text,
	"reopened_by" text,
	"reopened_at" timestamp (3) with time zone,
	CONSTRAINT "signed_days_merchant_id_device_id_business_date_round_pk" PRIMARY KEY("merchant_id","device_id","business_date","round"),
	CONSTRAINT "asked_is_whole" CHECK ((asked_at is null) = (asked_by is null) and (asked_at is null) = (reason is null)),
	CONSTRAINT "reopened_is_whole" CHECK ((reopened_at is null) = (reopened_by is null) and (reopened_at is null or asked_at is not null)),
	CONSTRAINT "never_reopened_by_who_asks" CHECK (reopened_by is null or reopened_by <> asked_by)
);
--> statement-breakpoint
CREATE TABLE "variance_steps" (
	"merchant_id" text NOT NULL,
	"variance_id" text NOT NULL,
	"place" integer NOT NULL,
	"step" text NOT NULL,
	"text" text NOT NULL,
	"actor_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "variance_steps_merchant_id_variance_id_place_pk" PRIMARY KEY("merchant_id","variance_id","place")
);
--> statement-breakpoint
CREATE TABLE "variances" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"run_id" text NOT NULL,
	"device_id" text NOT NULL,
	"business_date" text NOT NULL,
	"kind" text NOT NULL,
	"acquirer_id" text NOT NULL,
	"acquirer_name" text,
	"currency" text NOT NULL,
	"ours_minor" bigint,
	"theirs_minor" bigint,
	"difference_minor" bigint NOT NULL,
	"provider_payment_id" text,
	"transaction_id" text,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"owner_id" text,
	"due_date" text,
	"state" text NOT NULL,
	"cause" text,
	"caused_by" text[] DEFAULT '{}' NOT NULL,
	"reason" text,
	"closed_by" text,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "variances_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "variance_end_is_whole" CHECK ((state = 'open') = (closed_at is null) and (closed_at is null) = (closed_by is null)
      and (closed_at is null) = (reason is null)),
	CONSTRAINT "explained_has_cause" CHECK (state <> 'explained' or cause is not null)
);
--> statement-breakpoint
ALTER TABLE "eod_reports" ADD COLUMN "previous_hash" text;--> statement-breakpoint
ALTER TABLE "eod_reports" ADD COLUMN "hash" text;--> statement-breakpoint
ALTER TABLE "sign_offs" ADD CONSTRAINT "sign_offs_merchant_id_run_id_eod_runs_merchant_id_id_fk" FOREIGN KEY ("merchant_id","run_id") REFERENCES "public"."eod_runs"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signed_days" ADD CONSTRAINT "signed_days_merchant_id_device_id_devices_merchant_id_id_fk" FOREIGN KEY ("merchant_id","device_id") REFERENCES "public"."devices"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "variance_steps" ADD CONSTRAINT "variance_steps_merchant_id_variance_id_variances_merchant_id_id_fk" FOREIGN KEY ("merchant_id","variance_id") REFERENCES "public"."variances"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "variances" ADD CONSTRAINT "variances_merchant_id_run_id_eod_runs_merchant_id_id_fk" FOREIGN KEY ("merchant_id","run_id") REFERENCES "public"."eod_runs"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "signed_days_one" ON "signed_days" USING btree ("merchant_id","device_id","business_date") WHERE reopened_at is null;--> statement-breakpoint
CREATE INDEX "signed_days_asked" ON "signed_days" USING btree ("merchant_id","asked_at") WHERE asked_at is not null and reopened_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "variances_one_late" ON "variances" USING btree ("merchant_id","transaction_id") WHERE kind = 'late';--> statement-breakpoint
CREATE INDEX "variances_by_run" ON "variances" USING btree ("merchant_id","run_id");--> statement-breakpoint
CREATE INDEX "variances_by_day" ON "variances" USING btree ("merchant_id","device_id","business_date");--> statement-breakpoint
CREATE INDEX "variances_open" ON "variances" USING btree ("merchant_id","opened_at","id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "variances_by_opening" ON "variances" USING btree ("merchant_id","opened_at","id");--> statement-breakpoint
CREATE INDEX "eod_runs_by_day" ON "eod_runs" USING btree ("merchant_id","device_id","business_date");--> statement-breakpoint

-- Tenancy of the new tables, as of all others.
ALTER TABLE variances ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE variances FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON variances USING (merchant_id = current_setting('app.merchant_id', true));--> statement-breakpoint
ALTER TABLE variance_steps ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE variance_steps FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON variance_steps USING (merchant_id = current_setting('app.merchant_id', true));--> statement-breakpoint
ALTER TABLE sign_offs ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE sign_offs FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON sign_offs USING (merchant_id = current_setting('app.merchant_id', true));--> statement-breakpoint
ALTER TABLE signed_days ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE signed_days FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON signed_days USING (merchant_id = current_setting('app.merchant_id', true));--> statement-breakpoint

-- History is append-only for everybody, the owner included.
DO $$
DECLARE history text;
BEGIN
  FOREACH history IN ARRAY ARRAY['variance_steps', 'sign_offs'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', history);
    EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', history);
  END LOOP;
END $$;--> statement-breakpoint

-- A report follows the one before it: no number is left out, and no link of the chain.
CREATE FUNCTION guard_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.number = 1 AND NEW.previous_hash <> '0000000000000000000000000000000000000000000000000000000000000000' THEN
    RAISE EXCEPTION 'the first report follows none' USING ERRCODE = 'VZ011';
  END IF;
  IF NEW.number <> 1 AND NOT EXISTS (
    SELECT 1 FROM eod_reports r WHERE r.merchant_id = NEW.merchant_id AND r.device_id = NEW.device_id
      AND r.number = NEW.number - 1 AND r.hash = NEW.previous_hash
  ) THEN
    RAISE EXCEPTION 'a report follows the one before it' USING ERRCODE = 'VZ011';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_report BEFORE INSERT ON eod_reports FOR EACH ROW EXECUTE FUNCTION guard_report();--> statement-breakpoint

-- A signed day is locked: no approved operation enters it or leaves it. What is approved later belongs to a later day.
CREATE FUNCTION guard_signed_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM signed_days d WHERE d.merchant_id = NEW.merchant_id AND d.device_id = NEW.device_id
      AND d.business_date = NEW.business_date AND d.reopened_at IS NULL
  ) THEN
    RAISE EXCEPTION 'a signed day cannot change' USING ERRCODE = 'VZ012';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_signed_day BEFORE INSERT ON transactions FOR EACH ROW
  WHEN (NEW.state = 'approved') EXECUTE FUNCTION guard_signed_day();--> statement-breakpoint
CREATE TRIGGER guard_signed_day_later BEFORE UPDATE ON transactions FOR EACH ROW
  WHEN (NEW.state = 'approved' AND (OLD.state <> NEW.state OR OLD.business_date <> NEW.business_date)) EXECUTE FUNCTION guard_signed_day();--> statement-breakpoint
CREATE FUNCTION guard_leaving() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM signed_days d WHERE d.merchant_id = OLD.merchant_id AND d.device_id = OLD.device_id
      AND d.business_date = OLD.business_date AND d.reopened_at IS NULL
  ) THEN
    RAISE EXCEPTION 'a signed day cannot change' USING ERRCODE = 'VZ012';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_leaving BEFORE UPDATE ON transactions FOR EACH ROW
  WHEN (OLD.state = 'approved' AND OLD.business_date <> NEW.business_date) EXECUTE FUNCTION guard_leaving();--> statement-breakpoint
CREATE TRIGGER guard_signed_variance BEFORE UPDATE ON variances FOR EACH ROW EXECUTE FUNCTION guard_signed_day();--> statement-breakpoint

-- What a variance is about never changes.
CREATE FUNCTION guard_variance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.run_id, NEW.device_id, NEW.business_date, NEW.kind, NEW.acquirer_id, NEW.currency,
      NEW.difference_minor, NEW.opened_at)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.run_id, OLD.device_id, OLD.business_date, OLD.kind, OLD.acquirer_id, OLD.currency,
      OLD.difference_minor, OLD.opened_at)
     OR NEW.ours_minor IS DISTINCT FROM OLD.ours_minor
     OR NEW.theirs_minor IS DISTINCT FROM OLD.theirs_minor
     OR NEW.transaction_id IS DISTINCT FROM OLD.transaction_id THEN
    RAISE EXCEPTION 'what a variance is about cannot change' USING ERRCODE = 'VZ013';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_variance BEFORE UPDATE ON variances FOR EACH ROW EXECUTE FUNCTION guard_variance();--> statement-breakpoint

-- Two people sign: an approval follows another person's review. Nothing is said about a report whose day is locked.
CREATE FUNCTION guard_sign_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.step = 'approved' AND NOT EXISTS (
    SELECT 1 FROM sign_offs s WHERE s.merchant_id = NEW.merchant_id AND s.run_id = NEW.run_id
      AND s.place = NEW.place - 1 AND s.step = 'reviewed' AND s.actor_id <> NEW.actor_id
  ) THEN
    RAISE EXCEPTION 'an approval follows the review of another person' USING ERRCODE = 'VZ014';
  END IF;
  IF EXISTS (
    SELECT 1 FROM eod_runs r WHERE r.merchant_id = NEW.merchant_id AND r.id = NEW.run_id AND EXISTS (
      SELECT 1 FROM signed_days d WHERE d.merchant_id = r.merchant_id AND d.device_id = r.device_id
        AND d.business_date = r.business_date AND d.reopened_at IS NULL)
  ) THEN
    RAISE EXCEPTION 'a signed day cannot change' USING ERRCODE = 'VZ012';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_sign_off BEFORE INSERT ON sign_offs FOR EACH ROW EXECUTE FUNCTION guard_sign_off();--> statement-breakpoint

-- A day is signed when each of its reports is approved, last of all that was said, and nothing in it is unaccounted for.
CREATE FUNCTION guard_signing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM eod_runs r WHERE r.merchant_id = NEW.merchant_id AND r.device_id = NEW.device_id
      AND r.business_date = NEW.business_date
      AND EXISTS (SELECT 1 FROM eod_reports p WHERE p.merchant_id = r.merchant_id AND p.run_id = r.id)
      AND NOT EXISTS (
        SELECT 1 FROM sign_offs s WHERE s.merchant_id = r.merchant_id AND s.run_id = r.id AND s.step = 'approved'
          AND NOT EXISTS (SELECT 1 FROM sign_offs l WHERE l.merchant_id = s.merchant_id AND l.run_id = s.run_id AND l.place > s.place))
  ) THEN
    RAISE EXCEPTION 'a report of the day is not approved' USING ERRCODE = 'VZ015';
  END IF;
  IF EXISTS (
    SELECT 1 FROM variances v WHERE v.merchant_id = NEW.merchant_id AND v.device_id = NEW.device_id
      AND v.business_date = NEW.business_date AND v.state = 'open'
  ) THEN
    RAISE EXCEPTION 'a variance of the day is open' USING ERRCODE = 'VZ015';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_signing BEFORE INSERT ON signed_days FOR EACH ROW EXECUTE FUNCTION guard_signing();--> statement-breakpoint
CREATE FUNCTION guard_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.reopened_at IS NOT NULL
     OR (NEW.merchant_id, NEW.device_id, NEW.business_date, NEW.round, NEW.signed_by, NEW.signed_at)
     IS DISTINCT FROM (OLD.merchant_id, OLD.device_id, OLD.business_date, OLD.round, OLD.signed_by, OLD.signed_at) THEN
    RAISE EXCEPTION 'who signed a day cannot change' USING ERRCODE = 'VZ016';
  END IF;
  IF NEW.reopened_at IS NOT NULL AND (OLD.asked_by IS NULL OR NEW.asked_by <> OLD.asked_by) THEN
    RAISE EXCEPTION 'a day is reopened when one person asked for it and another agrees' USING ERRCODE = 'VZ016';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_signed BEFORE UPDATE ON signed_days FOR EACH ROW EXECUTE FUNCTION guard_signed();
--> statement-breakpoint

-- Reports that are already there get their links, in the writing of `server/end-of-day/canonical-json.ts`, and what they
-- found different its variances. Nothing else of them changes: they have their numbers.
CREATE FUNCTION pg_temp.canonical(value jsonb) RETURNS text LANGUAGE sql AS $$
  SELECT CASE jsonb_typeof(value)
    WHEN 'object' THEN '{' || coalesce((SELECT string_agg(to_json(m.key)::text || ':' || pg_temp.canonical(m.value), ',' ORDER BY m.key COLLATE "C") FROM jsonb_each(value) m), '') || '}'
    WHEN 'array' THEN '[' || coalesce((SELECT string_agg(pg_temp.canonical(e.value), ',' ORDER BY e.place) FROM jsonb_array_elements(value) WITH ORDINALITY e (value, place)), '') || ']'
    ELSE value::text END
$$;--> statement-breakpoint
ALTER TABLE eod_reports NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE eod_runs NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE variances NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE eod_reports DISABLE TRIGGER append_only;--> statement-breakpoint
DO $$
DECLARE r record; previous text; chain text := '';
BEGIN
  FOR r IN SELECT * FROM eod_reports ORDER BY merchant_id, device_id, number LOOP
    IF chain <> r.merchant_id || r.device_id THEN
      chain := r.merchant_id || r.device_id;
      previous := repeat('0', 64);
    END IF;
    UPDATE eod_reports SET previous_hash = previous, hash = encode(sha256(convert_to(pg_temp.canonical(jsonb_build_object(
        'content', r.content, 'createdAt', to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'deviceId', r.device_id, 'merchantId', r.merchant_id, 'number', r.number, 'previousHash', previous,
        'runId', r.run_id)), 'UTF8')), 'hex')
      WHERE merchant_id = r.merchant_id AND run_id = r.run_id RETURNING hash INTO previous;
  END LOOP;
END $$;--> statement-breakpoint
INSERT INTO variances (merchant_id, id, run_id, device_id, business_date, kind, acquirer_id, acquirer_name, currency,
    ours_minor, theirs_minor, difference_minor, opened_at, state)
  SELECT p.merchant_id, 'var_' || substr(md5(p.run_id || ' ' || d.place), 1, 26), p.run_id, p.device_id, r.business_date, 'sum',
    d.value->>'acquirerId', d.value->>'acquirerName', d.value->>'currency', (d.value->>'oursMinor')::bigint,
    (d.value->>'terminalMinor')::bigint, (d.value->>'differenceMinor')::bigint, p.created_at, 'open'
  FROM eod_reports p JOIN eod_runs r ON r.merchant_id = p.merchant_id AND r.id = p.run_id,
    jsonb_array_elements(p.content->'differences') WITH ORDINALITY d (value, place)
  WHERE coalesce(jsonb_array_length(p.content->'bank'->'payments'), 0) = 0;--> statement-breakpoint
INSERT INTO variances (merchant_id, id, run_id, device_id, business_date, kind, acquirer_id, currency, ours_minor, theirs_minor,
    difference_minor, provider_payment_id, transaction_id, opened_at, state)
  SELECT p.merchant_id, 'var_' || substr(md5(p.run_id || ' payment ' || d.place), 1, 26), p.run_id, p.device_id, r.business_date,
    'payment', '', d.value->>'currency', (d.value->>'oursMinor')::bigint, (d.value->>'theirsMinor')::bigint,
    (CASE WHEN d.value->>'kind' = 'payment' THEN 1 ELSE -1 END)
      * (coalesce((d.value->>'theirsMinor')::bigint, 0) - coalesce((d.value->>'oursMinor')::bigint, 0)),
    d.value->>'providerPaymentId', d.value->>'transactionId', p.created_at, 'open'
  FROM eod_reports p JOIN eod_runs r ON r.merchant_id = p.merchant_id AND r.id = p.run_id,
    jsonb_array_elements(p.content->'bank'->'payments') WITH ORDINALITY d (value, place);--> statement-breakpoint
ALTER TABLE eod_reports ENABLE TRIGGER append_only;--> statement-breakpoint
ALTER TABLE eod_reports FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE eod_runs FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE variances FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE eod_reports ALTER COLUMN previous_hash SET NOT NULL;--> statement-breakpoint
ALTER TABLE eod_reports ALTER COLUMN hash SET NOT NULL;

--> statement-breakpoint
CREATE TABLE "statement_lines" (
	"merchant_id" text NOT NULL,
	"statement_id" text NOT NULL,
	"line" integer NOT NULL,
	"device_id" text NOT NULL,
	"acquirer_id" text NOT NULL,
	"day" text NOT NULL,
	"batch_number" text,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"reference" text,
	CONSTRAINT "statement_lines_merchant_id_statement_id_line_pk" PRIMARY KEY("merchant_id","statement_id","line")
);
--> statement-breakpoint
CREATE TABLE "statements" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"file_name" text NOT NULL,
	"file_hash" text NOT NULL,
	"head_hash" text NOT NULL,
	"mapping" jsonb NOT NULL,
	"line_count" integer NOT NULL,
	"skipped_count" integer NOT NULL,
	"stored_by" text NOT NULL,
	"stored_at" timestamp (3) with time zone NOT NULL,
	"undone_by" text,
	"undone_at" timestamp (3) with time zone,
	CONSTRAINT "statements_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "undone_is_whole" CHECK ((undone_at is null) = (undone_by is null))
);
--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_merchant_id_statement_id_statements_merchant_id_id_fk" FOREIGN KEY ("merchant_id","statement_id") REFERENCES "public"."statements"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_merchant_id_device_id_devices_merchant_id_id_fk" FOREIGN KEY ("merchant_id","device_id") REFERENCES "public"."devices"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "statement_lines_by_day" ON "statement_lines" USING btree ("merchant_id","device_id","day");--> statement-breakpoint
CREATE UNIQUE INDEX "statements_once" ON "statements" USING btree ("merchant_id","file_hash") WHERE undone_at is null;--> statement-breakpoint
CREATE INDEX "statements_by_time" ON "statements" USING btree ("merchant_id","stored_at","id");--> statement-breakpoint
CREATE INDEX "statements_by_head" ON "statements" USING btree ("merchant_id","head_hash","stored_at");--> statement-breakpoint

-- Tenancy of the new tables, as of all others.
ALTER TABLE statements ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE statements FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON statements USING (merchant_id = current_setting('app.merchant_id', true));--> statement-breakpoint
ALTER TABLE statement_lines ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE statement_lines FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON statement_lines USING (merchant_id = current_setting('app.merchant_id', true));--> statement-breakpoint

-- What a file said stays; all of it may be undone, once.
DO $$
DECLARE history text;
BEGIN
  FOREACH history IN ARRAY ARRAY['statement_lines'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', history);
    EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', history);
  END LOOP;
END $$;--> statement-breakpoint
CREATE FUNCTION guard_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.undone_at IS NOT NULL
     OR (NEW.merchant_id, NEW.id, NEW.file_name, NEW.file_hash, NEW.head_hash, NEW.mapping, NEW.line_count, NEW.skipped_count,
       NEW.stored_by, NEW.stored_at)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.file_name, OLD.file_hash, OLD.head_hash, OLD.mapping, OLD.line_count, OLD.skipped_count,
       OLD.stored_by, OLD.stored_at) THEN
    RAISE EXCEPTION 'a statement cannot change' USING ERRCODE = 'VZ017';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_statement BEFORE UPDATE ON statements FOR EACH ROW EXECUTE FUNCTION guard_statement();
