CREATE TABLE "saved_views" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"user_id" text NOT NULL,
	"is_shared" boolean NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "saved_views_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "saved_views_own" ON "saved_views" USING btree ("merchant_id","user_id","name") WHERE not is_shared;--> statement-breakpoint
CREATE UNIQUE INDEX "saved_views_shared" ON "saved_views" USING btree ("merchant_id","name") WHERE is_shared;--> statement-breakpoint
CREATE INDEX "batches_by_number" ON "batches" USING btree ("merchant_id","number","opened_at") WHERE number is not null;--> statement-breakpoint
CREATE INDEX "transactions_by_stan" ON "transactions" USING btree ("merchant_id","stan") WHERE stan is not null;--> statement-breakpoint
CREATE INDEX "transactions_by_payment_number" ON "transactions" USING btree ("merchant_id","provider_payment_id") WHERE provider_payment_id is not null;--> statement-breakpoint
CREATE INDEX "transactions_by_sale_number" ON "transactions" USING btree ("merchant_id","sale_number") WHERE sale_number is not null;--> statement-breakpoint
CREATE INDEX "transactions_by_amount" ON "transactions" USING btree ("merchant_id","amount_minor","created_at");--> statement-breakpoint
CREATE INDEX "transactions_by_branch" ON "transactions" USING btree ("merchant_id","branch_id","created_at");--> statement-breakpoint
CREATE INDEX "transactions_by_person" ON "transactions" USING btree ("merchant_id","created_by","created_at");--> statement-breakpoint
CREATE INDEX "transactions_by_acquirer" ON "transactions" USING btree ("merchant_id","acquirer_id","created_at") WHERE acquirer_id is not null;--> statement-breakpoint
CREATE INDEX "transactions_settled_later" ON "transactions" USING btree ("merchant_id","business_date") WHERE settled_at - created_at > interval '24 hours';--> statement-breakpoint

-- Tenancy of the new table, as of all others.
ALTER TABLE saved_views ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE saved_views FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON saved_views USING (merchant_id = current_setting('app.merchant_id', true));
