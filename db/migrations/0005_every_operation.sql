CREATE TABLE "items" (
	"merchant_id" text NOT NULL,
	"name" text NOT NULL,
	"currency" text NOT NULL,
	"unit_code" text NOT NULL,
	"vat_rate" text NOT NULL,
	"unit_price_minor" bigint NOT NULL,
	"last_sold_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "items_merchant_id_name_currency_pk" PRIMARY KEY("merchant_id","name","currency"),
	CONSTRAINT "item_price_above_zero" CHECK (unit_price_minor > 0)
);
--> statement-breakpoint
CREATE TABLE "split_sales" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"state" text NOT NULL,
	"flags" text[] DEFAULT '{}' NOT NULL,
	"environment" text NOT NULL,
	"provider" text NOT NULL,
	"device_id" text NOT NULL,
	"branch_id" text NOT NULL,
	"intent_key" text NOT NULL,
	"intent_hash" text NOT NULL,
	"reference" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"payment_type" text DEFAULT 'card' NOT NULL,
	"lines" jsonb NOT NULL,
	"fiscal" jsonb,
	"sale_number" text,
	"paid_minor" bigint DEFAULT 0 NOT NULL,
	"reserved_minor" bigint DEFAULT 0 NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"business_date" text NOT NULL,
	"worker_key" bigint,
	"sent_at" timestamp (3) with time zone,
	"unknown_since" timestamp (3) with time zone,
	"next_query_at" timestamp (3) with time zone,
	"query_count" integer DEFAULT 0 NOT NULL,
	"first_not_found_at" timestamp (3) with time zone,
	"outcome_reason" text,
	"outcome_code" text,
	"outcome_text" text,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "split_sales_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "split_sales_intent" UNIQUE("merchant_id","intent_key"),
	CONSTRAINT "split_sales_reference" UNIQUE("merchant_id","provider","environment","reference"),
	CONSTRAINT "split_amount_above_zero" CHECK (amount_minor > 0),
	CONSTRAINT "payments_within_split_sale" CHECK (paid_minor >= 0 and reserved_minor >= 0
        and (paid_minor + reserved_minor <= amount_minor or 'contradiction' = any (flags))),
	CONSTRAINT "completed_when_paid" CHECK (state not in ('completion_requested', 'completing', 'completion_unknown', 'completed')
        or (paid_minor = amount_minor and reserved_minor = 0) or 'contradiction' = any (flags)),
	CONSTRAINT "split_end_has_instant" CHECK ((state in ('completed', 'given_up', 'failed')) = (ended_at is not null)),
	CONSTRAINT "split_open_has_number" CHECK (state not in ('open', 'completed') or sale_number is not null)
);
--> statement-breakpoint
ALTER TABLE "transactions" DROP CONSTRAINT "original_of_followups";--> statement-breakpoint
DROP INDEX "transactions_payment";--> statement-breakpoint
ALTER TABLE "batch_totals" DROP CONSTRAINT "batch_totals_merchant_id_batch_id_kind_acquirer_id_currency_pk";--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "login_lease_id" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "login_lease_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "last_refused_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "clock_offset_ms" integer;--> statement-breakpoint
ALTER TABLE "batch_totals" ADD COLUMN "payment_type" text DEFAULT 'card' NOT NULL;--> statement-breakpoint
ALTER TABLE "batch_totals" ADD CONSTRAINT "batch_totals_one_sum" PRIMARY KEY("merchant_id","batch_id","kind","payment_type","acquirer_id","currency");--> statement-breakpoint
ALTER TABLE "transactions" ADD COLUMN "payment_type" text DEFAULT 'card' NOT NULL;--> statement-breakpoint
ALTER TABLE "transactions" ADD COLUMN "surcharge_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "transactions" ADD COLUMN "fiscal" jsonb;--> statement-breakpoint
ALTER TABLE "transactions" ADD COLUMN "split_sale_id" text;--> statement-breakpoint
ALTER TABLE "transactions" ADD COLUMN "capture_id" text;--> statement-breakpoint
ALTER TABLE "transactions" ADD COLUMN "captured_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "split_sales" ADD CONSTRAINT "split_sales_merchant_id_device_id_devices_merchant_id_id_fk" FOREIGN KEY ("merchant_id","device_id") REFERENCES "public"."devices"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "items_by_last_sale" ON "items" USING btree ("merchant_id","last_sold_at");--> statement-breakpoint
CREATE INDEX "split_sales_by_time" ON "split_sales" USING btree ("merchant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "split_sales_open" ON "split_sales" USING btree ("merchant_id","device_id","created_at") WHERE state not in ('completed', 'given_up', 'failed');--> statement-breakpoint
ALTER TABLE "transactions" ADD CONSTRAINT "transactions_split_sale" FOREIGN KEY ("merchant_id","split_sale_id") REFERENCES "public"."split_sales"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "transactions_captured_payment" ON "transactions" USING btree ("merchant_id","provider","environment","provider_payment_id") WHERE kind = 'capture' and provider_payment_id is not null;--> statement-breakpoint
CREATE INDEX "transactions_by_split_sale" ON "transactions" USING btree ("merchant_id","split_sale_id") WHERE split_sale_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "transactions_payment" ON "transactions" USING btree ("merchant_id","provider","environment","provider_payment_id") WHERE kind in ('sale', 'preauthorization') and provider_payment_id is not null;--> statement-breakpoint
ALTER TABLE "transactions" ADD CONSTRAINT "capture_excludes_void" CHECK (capture_id is null or (kind = 'preauthorization' and (void_id is null or 'contradiction' = any (flags))));--> statement-breakpoint
ALTER TABLE "transactions" ADD CONSTRAINT "surcharge_of_instalments" CHECK (surcharge_minor >= 0 and surcharge_minor < amount_minor and (surcharge_minor = 0 or installment_count > 1));--> statement-breakpoint
ALTER TABLE "transactions" ADD CONSTRAINT "cash_is_paid_at_once" CHECK (payment_type = 'card' or installment_count <= 1);--> statement-breakpoint
ALTER TABLE "transactions" ADD CONSTRAINT "original_of_followups" CHECK ((kind in ('sale', 'preauthorization')) = (original_id is null));--> statement-breakpoint

-- Tenancy of the new tables, as of all others.
DO $$
DECLARE tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['items', 'split_sales'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (merchant_id = current_setting(''app.merchant_id'', true))', tenant_table);
  END LOOP;
END $$;--> statement-breakpoint

-- What a transaction was asked to be never changes; what became of it is final (INV-7).
CREATE OR REPLACE FUNCTION guard_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.kind, NEW.environment, NEW.provider, NEW.device_id, NEW.intent_key, NEW.reference,
      NEW.amount_minor, NEW.currency, NEW.created_at, NEW.created_by, NEW.payment_type, NEW.surcharge_minor)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.kind, OLD.environment, OLD.provider, OLD.device_id, OLD.intent_key, OLD.reference,
      OLD.amount_minor, OLD.currency, OLD.created_at, OLD.created_by, OLD.payment_type, OLD.surcharge_minor)
     OR NEW.original_id IS DISTINCT FROM OLD.original_id
     OR NEW.split_sale_id IS DISTINCT FROM OLD.split_sale_id THEN
    RAISE EXCEPTION 'what a transaction was asked to be cannot change' USING ERRCODE = 'VZ001';
  END IF;
  IF OLD.state <> NEW.state AND OLD.state IN ('approved', 'declined', 'failed', 'cancelled')
     -- The one exception: proof of a charge that comes after a final no.
     AND NOT (NEW.state = 'approved' AND 'late' = ANY (NEW.flags)) THEN
    RAISE EXCEPTION 'a final state cannot change' USING ERRCODE = 'VZ002';
  END IF;
  IF OLD.provider_payment_id IS NOT NULL AND NEW.provider_payment_id IS DISTINCT FROM OLD.provider_payment_id
     OR OLD.batch_id IS NOT NULL AND NEW.batch_id IS DISTINCT FROM OLD.batch_id THEN
    RAISE EXCEPTION 'an outcome is written once' USING ERRCODE = 'VZ003';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint

-- What a split sale was asked to be never changes, and its end is final.
CREATE FUNCTION guard_split_sale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.environment, NEW.provider, NEW.device_id, NEW.intent_key, NEW.reference,
      NEW.amount_minor, NEW.currency, NEW.payment_type, NEW.created_at, NEW.created_by)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.environment, OLD.provider, OLD.device_id, OLD.intent_key, OLD.reference,
      OLD.amount_minor, OLD.currency, OLD.payment_type, OLD.created_at, OLD.created_by) THEN
    RAISE EXCEPTION 'what a split sale was asked to be cannot change' USING ERRCODE = 'VZ001';
  END IF;
  IF OLD.state <> NEW.state AND OLD.state IN ('completed', 'given_up', 'failed') THEN
    RAISE EXCEPTION 'a final state cannot change' USING ERRCODE = 'VZ002';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_split_sale BEFORE UPDATE ON split_sales FOR EACH ROW EXECUTE FUNCTION guard_split_sale();
