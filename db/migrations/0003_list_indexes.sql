-- An index that says «desc» keeps its nulls last, `order by … desc` wants them first: every list was sorted whole for each page.
DROP INDEX "batches_by_opening";--> statement-breakpoint
DROP INDEX "batches_by_device";--> statement-breakpoint
DROP INDEX "eod_runs_by_time";--> statement-breakpoint
DROP INDEX "transactions_by_time";--> statement-breakpoint
DROP INDEX "transactions_by_device";--> statement-breakpoint
DROP INDEX "transactions_by_batch";--> statement-breakpoint
DROP INDEX "transactions_unhappy";--> statement-breakpoint
CREATE INDEX "transactions_by_day" ON "transactions" USING btree ("merchant_id","business_date","created_at","id");--> statement-breakpoint
CREATE INDEX "transactions_by_kind" ON "transactions" USING btree ("merchant_id","kind","created_at","id") WHERE kind <> 'sale';--> statement-breakpoint
CREATE INDEX "transactions_given_back" ON "transactions" USING btree ("merchant_id","created_at","id") WHERE kind = 'sale' and (refunded_minor > 0 or voided_at is not null);--> statement-breakpoint
CREATE INDEX "transactions_by_last4" ON "transactions" USING btree ("merchant_id","last4","created_at","id") WHERE last4 is not null;--> statement-breakpoint
CREATE INDEX "transactions_by_auth_code" ON "transactions" USING btree ("merchant_id","auth_code") WHERE auth_code is not null;--> statement-breakpoint
CREATE INDEX "transactions_by_rrn" ON "transactions" USING btree ("merchant_id","rrn") WHERE rrn is not null;--> statement-breakpoint
CREATE INDEX "batches_by_opening" ON "batches" USING btree ("merchant_id","opened_at","id");--> statement-breakpoint
CREATE INDEX "batches_by_device" ON "batches" USING btree ("merchant_id","device_id","opened_at","id");--> statement-breakpoint
CREATE INDEX "eod_runs_by_time" ON "eod_runs" USING btree ("merchant_id","requested_at","id");--> statement-breakpoint
CREATE INDEX "transactions_by_time" ON "transactions" USING btree ("merchant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "transactions_by_device" ON "transactions" USING btree ("merchant_id","device_id","created_at","id");--> statement-breakpoint
CREATE INDEX "transactions_by_batch" ON "transactions" USING btree ("merchant_id","batch_id","created_at","id");--> statement-breakpoint
CREATE INDEX "transactions_unhappy" ON "transactions" USING btree ("merchant_id","created_at","id") WHERE state in ('declined', 'failed', 'cancelled');