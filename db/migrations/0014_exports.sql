CREATE TABLE "export_schedules" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"name" text NOT NULL,
	"wish" jsonb NOT NULL,
	"cadence" text NOT NULL,
	"hour" integer NOT NULL,
	"next_at" timestamp (3) with time zone,
	CONSTRAINT "export_schedules_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "hour_of_day" CHECK (hour >= 0 and hour <= 23)
);
--> statement-breakpoint
CREATE TABLE "export_chunks" (
	"merchant_id" text NOT NULL,
	"export_id" text NOT NULL,
	"number" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "export_chunks_merchant_id_export_id_number_pk" PRIMARY KEY("merchant_id","export_id","number"),
	CONSTRAINT "chunk_is_small" CHECK (octet_length(bytes) > 0 and octet_length(bytes) <= 1048576)
);
--> statement-breakpoint
CREATE TABLE "exports" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"intent_key" text NOT NULL,
	"schedule_id" text,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"wish" jsonb NOT NULL,
	"state" text NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"worker_key" bigint,
	"started_at" timestamp (3) with time zone,
	"estimate" bigint,
	"rows_done" bigint DEFAULT 0 NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"left_out" integer DEFAULT 0 NOT NULL,
	"file_name" text,
	"content_type" text,
	"sha256" text,
	"failure" text,
	"failure_detail" text,
	"ended_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	CONSTRAINT "exports_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "exports_intent" UNIQUE("merchant_id","intent_key"),
	CONSTRAINT "making_has_worker" CHECK (state <> 'making' or (worker_key is not null and started_at is not null)),
	CONSTRAINT "ready_is_whole" CHECK (state not in ('ready', 'expired') or (sha256 is not null and file_name is not null and expires_at is not null)),
	CONSTRAINT "failed_says_why" CHECK ((state = 'failed') = (failure is not null)),
	CONSTRAINT "export_end_has_instant" CHECK ((state in ('waiting', 'making')) = (ended_at is null))
);
--> statement-breakpoint
CREATE TABLE "ledger_accounts" (
	"merchant_id" text NOT NULL,
	"target" text NOT NULL,
	"role" text NOT NULL,
	"account" text NOT NULL,
	"changed_by" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ledger_accounts_merchant_id_target_role_pk" PRIMARY KEY("merchant_id","target","role")
);
--> statement-breakpoint
ALTER TABLE "export_chunks" ADD CONSTRAINT "export_chunks_merchant_id_export_id_exports_merchant_id_id_fk" FOREIGN KEY ("merchant_id","export_id") REFERENCES "public"."exports"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "export_schedules_due" ON "export_schedules" USING btree ("merchant_id","next_at") WHERE next_at is not null;--> statement-breakpoint
CREATE INDEX "exports_by_time" ON "exports" USING btree ("merchant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "exports_going" ON "exports" USING btree ("merchant_id","created_at") WHERE state in ('waiting', 'making');--> statement-breakpoint
CREATE INDEX "exports_kept" ON "exports" USING btree ("merchant_id","expires_at") WHERE state = 'ready';
--> statement-breakpoint

-- Tenancy of the new tables, as of all others.
DO $$
DECLARE tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['exports', 'export_chunks', 'export_schedules', 'ledger_accounts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (merchant_id = current_setting(''app.merchant_id'', true))', tenant_table);
  END LOOP;
END $$;--> statement-breakpoint

-- A file that is ready is the file that was made: what somebody fetched in parts is of one whole.
CREATE FUNCTION guard_export() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.intent_key, NEW.created_by, NEW.created_at, NEW.wish)
     IS DISTINCT FROM (OLD.merchant_id, OLD.id, OLD.intent_key, OLD.created_by, OLD.created_at, OLD.wish) THEN
    RAISE EXCEPTION 'what a file was wished to be cannot change' USING ERRCODE = 'VZ001';
  END IF;
  IF OLD.state IN ('failed', 'cancelled', 'expired') OR OLD.state = 'ready' AND (
       NEW.state NOT IN ('ready', 'expired')
       OR (NEW.sha256, NEW.bytes, NEW.rows_done, NEW.file_name) IS DISTINCT FROM (OLD.sha256, OLD.bytes, OLD.rows_done, OLD.file_name)
     ) THEN
    RAISE EXCEPTION 'a file that has ended cannot change' USING ERRCODE = 'VZ002';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_export BEFORE UPDATE ON exports FOR EACH ROW EXECUTE FUNCTION guard_export();
