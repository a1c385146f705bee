CREATE TABLE "audit_heads" (
	"merchant_id" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"merchant_id" text NOT NULL,
	"sequence" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"action" text NOT NULL,
	"object_id" text NOT NULL,
	"result" text NOT NULL,
	"data" jsonb NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_log_merchant_id_sequence_pk" PRIMARY KEY("merchant_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "batches" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"device_id" text NOT NULL,
	"number" text,
	"state" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "batches_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "branches" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"address" text NOT NULL,
	"city" text NOT NULL,
	CONSTRAINT "branches_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "connections" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"provider" text NOT NULL,
	"environment" text NOT NULL,
	"label" text NOT NULL,
	"base_url" text NOT NULL,
	"settings" jsonb NOT NULL,
	"sealed_credentials" text NOT NULL,
	"sealed_session" text,
	"session_expires_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "connections_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "device_holds" (
	"merchant_id" text NOT NULL,
	"device_id" text NOT NULL,
	"operation_id" text NOT NULL,
	"held_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "device_holds_merchant_id_device_id_pk" PRIMARY KEY("merchant_id","device_id")
);
--> statement-breakpoint
CREATE TABLE "devices" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"connection_id" text NOT NULL,
	"branch_id" text NOT NULL,
	"provider_device_id" text NOT NULL,
	"label" text NOT NULL,
	"is_enabled" boolean DEFAULT true NOT NULL,
	"last_answered_at" timestamp (3) with time zone,
	"last_failed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "devices_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "devices_provider_id" UNIQUE("merchant_id","connection_id","provider_device_id")
);
--> statement-breakpoint
CREATE TABLE "eod_lines" (
	"merchant_id" text NOT NULL,
	"run_id" text NOT NULL,
	"acquirer_id" text NOT NULL,
	"currency" text NOT NULL,
	"side" text NOT NULL,
	"acquirer_name" text,
	"count" integer NOT NULL,
	"amount_minor" bigint NOT NULL,
	CONSTRAINT "eod_lines_merchant_id_run_id_acquirer_id_currency_side_pk" PRIMARY KEY("merchant_id","run_id","acquirer_id","currency","side")
);
--> statement-breakpoint
CREATE TABLE "eod_reports" (
	"merchant_id" text NOT NULL,
	"run_id" text NOT NULL,
	"device_id" text NOT NULL,
	"number" integer NOT NULL,
	"content" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "eod_reports_merchant_id_run_id_pk" PRIMARY KEY("merchant_id","run_id"),
	CONSTRAINT "eod_reports_number" UNIQUE("merchant_id","device_id","number")
);
--> statement-breakpoint
CREATE TABLE "eod_runs" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"device_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"business_date" text NOT NULL,
	"state" text NOT NULL,
	"blocked_by" text[] DEFAULT '{}' NOT NULL,
	"outcome_reason" text,
	"outcome_code" text,
	"outcome_text" text,
	"is_matched" boolean,
	"requested_by" text NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"worker_key" bigint,
	"sent_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "eod_runs_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "exchanges" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"operation_id" text NOT NULL,
	"purpose" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"path" text NOT NULL,
	"request" jsonb,
	"http_status" integer,
	"response" jsonb,
	"failure" text,
	CONSTRAINT "exchanges_merchant_id_id_pk" PRIMARY KEY("merchant_id","id")
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"merchant_id" text NOT NULL,
	"user_id" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "memberships_merchant_id_user_id_pk" PRIMARY KEY("merchant_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "merchants" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"legal_name" text NOT NULL,
	"tax_number" text NOT NULL,
	"country" text NOT NULL,
	"time_zone" text NOT NULL,
	"cut_off" text NOT NULL,
	"currency" text NOT NULL,
	"locale" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "merchants_slug" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "receipt_prints" (
	"merchant_id" text NOT NULL,
	"transaction_id" text NOT NULL,
	"number" integer NOT NULL,
	"form" text NOT NULL,
	"printed_by" text NOT NULL,
	"printed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "receipt_prints_merchant_id_transaction_id_number_pk" PRIMARY KEY("merchant_id","transaction_id","number")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"secret_hash" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "batch_totals" (
	"merchant_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"kind" text NOT NULL,
	"acquirer_id" text NOT NULL,
	"currency" text NOT NULL,
	"count" integer NOT NULL,
	"amount_minor" bigint NOT NULL,
	CONSTRAINT "batch_totals_merchant_id_batch_id_kind_acquirer_id_currency_pk" PRIMARY KEY("merchant_id","batch_id","kind","acquirer_id","currency")
);
--> statement-breakpoint
CREATE TABLE "day_totals" (
	"merchant_id" text NOT NULL,
	"business_date" text NOT NULL,
	"device_id" text NOT NULL,
	"kind" text NOT NULL,
	"outcome" text NOT NULL,
	"currency" text NOT NULL,
	"count" integer NOT NULL,
	"amount_minor" bigint NOT NULL,
	CONSTRAINT "day_totals_merchant_id_business_date_device_id_kind_outcome_currency_pk" PRIMARY KEY("merchant_id","business_date","device_id","kind","outcome","currency")
);
--> statement-breakpoint
CREATE TABLE "transaction_events" (
	"merchant_id" text NOT NULL,
	"transaction_id" text NOT NULL,
	"sequence" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"data" jsonb NOT NULL,
	"actor_id" text,
	CONSTRAINT "transaction_events_merchant_id_transaction_id_sequence_pk" PRIMARY KEY("merchant_id","transaction_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "transactions" (
	"merchant_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"flags" text[] DEFAULT '{}' NOT NULL,
	"environment" text NOT NULL,
	"provider" text NOT NULL,
	"device_id" text NOT NULL,
	"branch_id" text NOT NULL,
	"original_id" text,
	"intent_key" text NOT NULL,
	"intent_hash" text NOT NULL,
	"reference" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"installment_count" integer NOT NULL,
	"lines" jsonb NOT NULL,
	"reason" text,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"business_date" text NOT NULL,
	"worker_key" bigint,
	"sent_at" timestamp (3) with time zone,
	"settled_at" timestamp (3) with time zone,
	"unknown_since" timestamp (3) with time zone,
	"next_query_at" timestamp (3) with time zone,
	"query_count" integer DEFAULT 0 NOT NULL,
	"first_not_found_at" timestamp (3) with time zone,
	"outcome_reason" text,
	"outcome_code" text,
	"outcome_text" text,
	"batch_id" text,
	"provider_payment_id" text,
	"provider_date" text,
	"provider_batch_number" text,
	"auth_code" text,
	"rrn" text,
	"stan" text,
	"acquirer_id" text,
	"acquirer_name" text,
	"issuer_id" text,
	"tid" text,
	"mid" text,
	"bin" text,
	"last4" text,
	"card_type" text,
	"entry_mode" text,
	"sale_number" text,
	"refunded_minor" bigint DEFAULT 0 NOT NULL,
	"refund_reserved_minor" bigint DEFAULT 0 NOT NULL,
	"void_id" text,
	"voided_at" timestamp (3) with time zone,
	CONSTRAINT "transactions_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "transactions_intent" UNIQUE("merchant_id","intent_key"),
	CONSTRAINT "transactions_reference" UNIQUE("merchant_id","provider","environment","reference"),
	CONSTRAINT "amount_above_zero" CHECK (amount_minor > 0),
	CONSTRAINT "refunds_within_sale" CHECK (refunded_minor >= 0 and refund_reserved_minor >= 0 and refunded_minor + refund_reserved_minor <= amount_minor),
	CONSTRAINT "void_excludes_refund" CHECK (void_id is null or (refunded_minor = 0 and refund_reserved_minor = 0)),
	CONSTRAINT "original_of_followups" CHECK ((kind = 'sale') = (original_id is null)),
	CONSTRAINT "sent_has_worker" CHECK (state <> 'sending' or (worker_key is not null and sent_at is not null)),
	CONSTRAINT "unknown_has_age" CHECK (state <> 'unknown' or unknown_since is not null),
	CONSTRAINT "approved_has_evidence" CHECK (state <> 'approved' or (settled_at is not null and batch_id is not null and provider_payment_id is not null)),
	CONSTRAINT "final_has_instant" CHECK (state not in ('approved', 'declined', 'failed', 'cancelled') or settled_at is not null),
	CONSTRAINT "no_full_card_number" CHECK ((bin is null or bin ~ '^[0-9]{1,6}$') and (last4 is null or last4 ~ '^[0-9]{4}$'))
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"locale" text NOT NULL,
	"failed_sign_ins" integer DEFAULT 0 NOT NULL,
	"locked_until" timestamp (3) with time zone,
	"disabled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "batches" ADD CONSTRAINT "batches_merchant_id_device_id_devices_merchant_id_id_fk" FOREIGN KEY ("merchant_id","device_id") REFERENCES "public"."devices"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_holds" ADD CONSTRAINT "device_holds_merchant_id_device_id_devices_merchant_id_id_fk" FOREIGN KEY ("merchant_id","device_id") REFERENCES "public"."devices"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "devices" ADD CONSTRAINT "devices_merchant_id_connection_id_connections_merchant_id_id_fk" FOREIGN KEY ("merchant_id","connection_id") REFERENCES "public"."connections"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "devices" ADD CONSTRAINT "devices_merchant_id_branch_id_branches_merchant_id_id_fk" FOREIGN KEY ("merchant_id","branch_id") REFERENCES "public"."branches"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "eod_lines" ADD CONSTRAINT "eod_lines_merchant_id_run_id_eod_runs_merchant_id_id_fk" FOREIGN KEY ("merchant_id","run_id") REFERENCES "public"."eod_runs"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "eod_reports" ADD CONSTRAINT "eod_reports_merchant_id_run_id_eod_runs_merchant_id_id_fk" FOREIGN KEY ("merchant_id","run_id") REFERENCES "public"."eod_runs"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "eod_runs" ADD CONSTRAINT "eod_runs_merchant_id_batch_id_batches_merchant_id_id_fk" FOREIGN KEY ("merchant_id","batch_id") REFERENCES "public"."batches"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_prints" ADD CONSTRAINT "receipt_prints_merchant_id_transaction_id_transactions_merchant_id_id_fk" FOREIGN KEY ("merchant_id","transaction_id") REFERENCES "public"."transactions"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch_totals" ADD CONSTRAINT "batch_totals_merchant_id_batch_id_batches_merchant_id_id_fk" FOREIGN KEY ("merchant_id","batch_id") REFERENCES "public"."batches"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transaction_events" ADD CONSTRAINT "transaction_events_merchant_id_transaction_id_transactions_merchant_id_id_fk" FOREIGN KEY ("merchant_id","transaction_id") REFERENCES "public"."transactions"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transactions" ADD CONSTRAINT "transactions_merchant_id_device_id_devices_merchant_id_id_fk" FOREIGN KEY ("merchant_id","device_id") REFERENCES "public"."devices"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transactions" ADD CONSTRAINT "transactions_merchant_id_batch_id_batches_merchant_id_id_fk" FOREIGN KEY ("merchant_id","batch_id") REFERENCES "public"."batches"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transactions" ADD CONSTRAINT "transactions_merchant_id_original_id_transactions_merchant_id_id_fk" FOREIGN KEY ("merchant_id","original_id") REFERENCES "public"."transactions"("merchant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "batches_one_open" ON "batches" USING btree ("merchant_id","device_id") WHERE state <> 'closed';--> statement-breakpoint
CREATE INDEX "batches_by_opening" ON "batches" USING btree ("merchant_id","opened_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "batches_by_device" ON "batches" USING btree ("merchant_id","device_id","opened_at" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "eod_runs_one_per_batch" ON "eod_runs" USING btree ("merchant_id","batch_id") WHERE state not in ('blocked', 'failed');--> statement-breakpoint
CREATE INDEX "eod_runs_by_time" ON "eod_runs" USING btree ("merchant_id","requested_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "eod_runs_alive" ON "eod_runs" USING btree ("merchant_id","state") WHERE state in ('requested', 'closing', 'unknown');--> statement-breakpoint
CREATE INDEX "exchanges_by_operation" ON "exchanges" USING btree ("merchant_id","operation_id","at");--> statement-breakpoint
CREATE INDEX "memberships_user" ON "memberships" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "transactions_payment" ON "transactions" USING btree ("merchant_id","provider","environment","provider_payment_id") WHERE kind = 'sale' and provider_payment_id is not null;--> statement-breakpoint
CREATE INDEX "transactions_by_time" ON "transactions" USING btree ("merchant_id","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "transactions_by_device" ON "transactions" USING btree ("merchant_id","device_id","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "transactions_by_batch" ON "transactions" USING btree ("merchant_id","batch_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "transactions_by_original" ON "transactions" USING btree ("merchant_id","original_id") WHERE original_id is not null;--> statement-breakpoint
CREATE INDEX "transactions_open" ON "transactions" USING btree ("merchant_id","state","created_at") WHERE state in ('created', 'sending', 'awaiting', 'unknown');--> statement-breakpoint
CREATE INDEX "transactions_unhappy" ON "transactions" USING btree ("merchant_id","state","created_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE state in ('declined', 'failed', 'cancelled');--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree (lower("email"));