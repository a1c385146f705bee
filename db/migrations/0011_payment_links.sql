CREATE TABLE "payment_links" (
	"merchant_id" text NOT NULL,
	"transaction_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"renews_id" text,
	"description" text NOT NULL,
	"payer" jsonb NOT NULL,
	"items" jsonb NOT NULL,
	"installment_counts" integer[] NOT NULL,
	"language" text NOT NULL,
	"sealed_page" text,
	"opened_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"watched_until" timestamp (3) with time zone,
	"last_decline" text,
	"in_review_since" timestamp (3) with time zone,
	"commission_minor" bigint,
	"fee_minor" bigint,
	"blocked_minor" bigint,
	"blocked_until" timestamp (3) with time zone,
	"payout_minor" bigint,
	"payout_day" text,
	"settled_items" jsonb,
	CONSTRAINT "payment_links_merchant_id_transaction_id_pk" PRIMARY KEY("merchant_id","transaction_id"),
	CONSTRAINT "page_is_whole" CHECK ((sealed_page is null) = (opened_at is null) and (sealed_page is null) = (expires_at is null)
        and (sealed_page is null) = (watched_until is null)),
	CONSTRAINT "settlement_is_whole" CHECK ((payout_minor is null) = (commission_minor is null) and (payout_minor is null) = (fee_minor is null)
        and (payout_minor is null) = (blocked_minor is null) and (payout_minor is null) = (settled_items is null)),
	CONSTRAINT "never_renews_itself" CHECK (renews_id is null or renews_id <> transaction_id)
);
--> statement-breakpoint
ALTER TABLE "transactions" ADD COLUMN "item_id" text;--> statement-breakpoint
ALTER TABLE "payment_links" ADD CONSTRAINT "payment_links_merchant_id_transaction_id_transactions_merchant_id_id_fk" FOREIGN KEY ("merchant_id","transaction_id") REFERENCES "public"."transactions"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_links" ADD CONSTRAINT "payment_links_renews" FOREIGN KEY ("merchant_id","renews_id") REFERENCES "public"."payment_links"("merchant_id","transaction_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "payment_links_renewal" ON "payment_links" USING btree ("merchant_id","renews_id") WHERE renews_id is not null;--> statement-breakpoint
CREATE INDEX "payment_links_by_time" ON "payment_links" USING btree ("merchant_id","created_at","transaction_id");--> statement-breakpoint
CREATE INDEX "payment_links_by_payout" ON "payment_links" USING btree ("merchant_id","payout_day") WHERE payout_minor is not null;--> statement-breakpoint
ALTER TABLE "transactions" ADD CONSTRAINT "item_of_refund" CHECK (item_id is null or kind = 'refund');--> statement-breakpoint

-- Tenancy of the new table, as of all others.
ALTER TABLE payment_links ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE payment_links FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON payment_links USING (merchant_id = current_setting('app.merchant_id', true));--> statement-breakpoint

-- What a transaction was asked to be never changes; what became of it is final (INV-7).
CREATE OR REPLACE FUNCTION guard_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.kind, NEW.environment, NEW.provider, NEW.device_id, NEW.intent_key, NEW.reference,
      NEW.currency, NEW.created_at, NEW.created_by, NEW.payment_type, NEW.lines)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.id, OLD.kind, OLD.environment, OLD.provider, OLD.device_id, OLD.intent_key, OLD.reference,
      OLD.currency, OLD.created_at, OLD.created_by, OLD.payment_type, OLD.lines)
     OR NEW.original_id IS DISTINCT FROM OLD.original_id
     OR NEW.split_sale_id IS DISTINCT FROM OLD.split_sale_id
     OR NEW.fiscal IS DISTINCT FROM OLD.fiscal
     OR NEW.options IS DISTINCT FROM OLD.options
     OR NEW.item_id IS DISTINCT FROM OLD.item_id
     OR NEW.reason IS DISTINCT FROM OLD.reason THEN
    RAISE EXCEPTION 'what a transaction was asked to be cannot change' USING ERRCODE = 'VZ001';
  END IF;
  IF (NEW.amount_minor, NEW.surcharge_minor, NEW.installment_count)
     IS DISTINCT FROM (OLD.amount_minor, OLD.surcharge_minor, OLD.installment_count)
     -- The one exception: who pays by a link chooses the instalments, and pays the price and what they cost on top.
     AND NOT (NEW.state = 'approved' AND OLD.state <> 'approved' AND NEW.kind = 'sale'
       AND OLD.surcharge_minor = 0 AND NEW.amount_minor - NEW.surcharge_minor = OLD.amount_minor
       AND EXISTS (
         SELECT 1 FROM payment_links p WHERE p.merchant_id = NEW.merchant_id AND p.transaction_id = NEW.id
       )) THEN
    RAISE EXCEPTION 'an amount cannot change' USING ERRCODE = 'VZ001';
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

-- What a link asks for never changes, nor what opens it. Who pays is left out: a person's data may have to be erased.
CREATE FUNCTION guard_payment_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.transaction_id, NEW.created_at, NEW.description, NEW.items, NEW.installment_counts, NEW.language)
     IS DISTINCT FROM
     (OLD.merchant_id, OLD.transaction_id, OLD.created_at, OLD.description, OLD.items, OLD.installment_counts, OLD.language)
     OR NEW.renews_id IS DISTINCT FROM OLD.renews_id
     OR OLD.sealed_page IS NOT NULL AND NEW.sealed_page IS DISTINCT FROM OLD.sealed_page
     OR OLD.watched_until IS NOT NULL AND NEW.watched_until IS DISTINCT FROM OLD.watched_until THEN
    RAISE EXCEPTION 'what a link asks for cannot change' USING ERRCODE = 'VZ001';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER guard_payment_link BEFORE UPDATE ON payment_links FOR EACH ROW EXECUTE FUNCTION guard_payment_link();
