CREATE TABLE "inbox" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"provider" text NOT NULL,
	"source_id" text NOT NULL,
	"transaction_id" text,
	"content_hash" text NOT NULL,
	"sealed_content" text NOT NULL,
	"bytes" integer NOT NULL,
	"claims" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"deliveries" integer DEFAULT 1 NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"last_received_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "inbox_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "receipts" (
	"merchant_id" text NOT NULL,
	"transaction_id" text NOT NULL,
	"copy" text NOT NULL,
	"content" jsonb NOT NULL,
	"parser_version" integer NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "receipts_merchant_id_transaction_id_copy_pk" PRIMARY KEY("merchant_id","transaction_id","copy")
);
--> statement-breakpoint
CREATE TABLE "resolutions" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"transaction_id" text NOT NULL,
	"verdict" text NOT NULL,
	"proof" text NOT NULL,
	"statement" text NOT NULL,
	"facts" jsonb NOT NULL,
	"sealed_photo" text,
	"state" text NOT NULL,
	"made_by" text NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"checked_by" text,
	"ended_at" timestamp (3) with time zone,
	"answer" text,
	CONSTRAINT "resolutions_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "never_checked_by_its_maker" CHECK (checked_by is null or checked_by <> made_by),
	CONSTRAINT "resolution_end_has_instant" CHECK ((state = 'proposed') = (ended_at is null))
);
--> statement-breakpoint
DROP INDEX "batches_one_open";--> statement-breakpoint
DROP INDEX "eod_runs_alive";--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "bank_date" text;--> statement-breakpoint
ALTER TABLE "branches" ADD COLUMN "locale" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "static_callback_hash" text;--> statement-breakpoint
ALTER TABLE "transactions" ADD COLUMN "options" jsonb;--> statement-breakpoint
ALTER TABLE "transactions" ADD COLUMN "callback_hash" text;--> statement-breakpoint
ALTER TABLE "transactions" ADD COLUMN "session_id" text;--> statement-breakpoint
ALTER TABLE "transactions" ADD COLUMN "session_handle" text;--> statement-breakpoint
ALTER TABLE "transactions" ADD COLUMN "abort_state" text;--> statement-breakpoint
ALTER TABLE "transactions" ADD COLUMN "abort_requested_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "transactions" ADD COLUMN "card_brand" text;--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_merchant_id_transaction_id_transactions_merchant_id_id_fk" FOREIGN KEY ("merchant_id","transaction_id") REFERENCES "public"."transactions"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resolutions" ADD CONSTRAINT "resolutions_merchant_id_transaction_id_transactions_merchant_id_id_fk" FOREIGN KEY ("merchant_id","transaction_id") REFERENCES "public"."transactions"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "inbox_content" ON "inbox" USING btree ("merchant_id","source_id","content_hash");--> statement-breakpoint
CREATE INDEX "inbox_by_transaction" ON "inbox" USING btree ("merchant_id","transaction_id","received_at") WHERE transaction_id is not null;--> statement-breakpoint
CREATE INDEX "inbox_by_time" ON "inbox" USING btree ("merchant_id","received_at","id");--> statement-breakpoint
CREATE INDEX "inbox_open" ON "inbox" USING btree ("merchant_id","received_at") WHERE state in ('received', 'failed');--> statement-breakpoint
CREATE UNIQUE INDEX "resolutions_one_proposed" ON "resolutions" USING btree ("merchant_id","transaction_id") WHERE state = 'proposed';--> statement-breakpoint
CREATE INDEX "resolutions_by_transaction" ON "resolutions" USING btree ("merchant_id","transaction_id","made_at");--> statement-breakpoint
CREATE INDEX "batches_ended" ON "batches" USING btree ("merchant_id","device_id","opened_at") WHERE state = 'ended';--> statement-breakpoint
CREATE UNIQUE INDEX "connections_callback" ON "connections" USING btree ("merchant_id","static_callback_hash") WHERE static_callback_hash is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "transactions_session" ON "transactions" USING btree ("merchant_id","provider","environment","session_id") WHERE session_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "transactions_callback" ON "transactions" USING btree ("merchant_id","callback_hash") WHERE callback_hash is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "batches_one_open" ON "batches" USING btree ("merchant_id","device_id") WHERE state not in ('ended', 'closed');--> statement-breakpoint
CREATE INDEX "eod_runs_alive" ON "eod_runs" USING btree ("merchant_id","state") WHERE state in ('requested', 'closing', 'unknown', 'awaiting_totals');--> statement-breakpoint
ALTER TABLE "transactions" ADD CONSTRAINT "abort_has_instant" CHECK ((abort_state is null) = (abort_requested_at is null));--> statement-breakpoint

-- Tenancy of the new tables, as of all others.
DO $$
DECLARE tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['inbox', 'receipts', 'resolutions'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (merchant_id = current_setting(''app.merchant_id'', true))', tenant_table);
  END LOOP;
END $$;--> statement-breakpoint

-- A slip is what it was when the terminal printed it.
DO $$
DECLARE history text;
BEGIN
  FOREACH history IN ARRAY ARRAY['receipts'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', history);
    EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', history);
  END LOOP;
END $$;--> statement-breakpoint

-- What a transaction was asked to be never changes, its lines and papers included; what became of it is final (INV-7).
CREATE OR REPLACE FUNCTION guard_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.kind, NEW.environment, NEW.provider, NEW.device_id, NEW.intent_key, NEW.reference,
      NEW.amount_minor, NEW.currency, NEW.created_at, NEW.created_by, NEW.payment_type, NEW.surcharge_minor,
      NEW.installment_count, NEW.lines)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.kind, OLD.environment, OLD.provider, OLD.device_id, OLD.intent_key, OLD.reference,
      OLD.amount_minor, OLD.currency, OLD.created_at, OLD.created_by, OLD.payment_type, OLD.surcharge_minor,
      OLD.installment_count, OLD.lines)
     OR NEW.original_id IS DISTINCT FROM OLD.original_id
     OR NEW.split_sale_id IS DISTINCT FROM OLD.split_sale_id
     OR NEW.fiscal IS DISTINCT FROM OLD.fiscal
     OR NEW.options IS DISTINCT FROM OLD.options
     OR NEW.reason IS DISTINCT FROM OLD.reason THEN
    RAISE EXCEPTION 'what a transaction was asked to be cannot change' USING ERRCODE = 'VZ001';
  END IF;
  IF OLD.state <> NEW.state AND OLD.state IN ('approved', 'declined', 'failed', 'cancelled')
     -- The one exception: proof of a charge that comes after a final no.
     AND NOT (NEW.state = 'approved' AND 'late' = ANY (NEW.flags)) THEN
    RAISE EXCEPTION 'a final state cannot change' USING ERRCODE = 'VZ002';
  END IF;
  IF OLD.provider_payment_id IS NOT NULL AND NEW.provider_payment_id IS DISTINCT FROM OLD.provider_payment_id
     OR OLD.batch_id IS NOT NULL AND NEW.batch_id IS DISTINCT FROM OLD.batch_id
     OR OLD.session_id IS NOT NULL AND NEW.session_id IS DISTINCT FROM OLD.session_id
     OR OLD.callback_hash IS NOT NULL AND NEW.callback_hash IS DISTINCT FROM OLD.callback_hash THEN
    RAISE EXCEPTION 'an outcome is written once' USING ERRCODE = 'VZ003';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint

-- The same of a split sale.
CREATE OR REPLACE FUNCTION guard_split_sale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.environment, NEW.provider, NEW.device_id, NEW.intent_key, NEW.reference,
      NEW.amount_minor, NEW.currency, NEW.payment_type, NEW.created_at, NEW.created_by, NEW.lines)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.environment, OLD.provider, OLD.device_id, OLD.intent_key, OLD.reference,
      OLD.amount_minor, OLD.currency, OLD.payment_type, OLD.created_at, OLD.created_by, OLD.lines)
     OR NEW.fiscal IS DISTINCT FROM OLD.fiscal THEN
    RAISE EXCEPTION 'what a split sale was asked to be cannot change' USING ERRCODE = 'VZ001';
  END IF;
  IF OLD.state <> NEW.state AND OLD.state IN ('completed', 'given_up', 'failed') THEN
    RAISE EXCEPTION 'a final state cannot change' USING ERRCODE = 'VZ002';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint

-- What a callback said, and to whom, stays as it came.
CREATE FUNCTION guard_inbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.provider, NEW.source_id, NEW.content_hash, NEW.sealed_content, NEW.claims, NEW.received_at)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.provider, OLD.source_id, OLD.content_hash, OLD.sealed_content, OLD.claims, OLD.received_at)
     OR OLD.transaction_id IS NOT NULL AND NEW.transaction_id IS DISTINCT FROM OLD.transaction_id THEN
    RAISE EXCEPTION 'a callback stays as it came' USING ERRCODE = 'VZ007';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_inbox BEFORE UPDATE ON inbox FOR EACH ROW EXECUTE FUNCTION guard_inbox();--> statement-breakpoint

-- What a person found out is not rewritten, and its end is final.
CREATE FUNCTION guard_resolution() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.transaction_id, NEW.verdict, NEW.proof, NEW.statement, NEW.facts, NEW.made_by, NEW.made_at)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.transaction_id, OLD.verdict, OLD.proof, OLD.statement, OLD.facts, OLD.made_by, OLD.made_at)
     OR NEW.sealed_photo IS DISTINCT FROM OLD.sealed_photo
     OR OLD.state <> 'proposed' THEN
    RAISE EXCEPTION 'a resolution stays as it was made' USING ERRCODE = 'VZ008';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_resolution BEFORE UPDATE ON resolutions FOR EACH ROW EXECUTE FUNCTION guard_resolution();
