ALTER TABLE "transactions" DROP CONSTRAINT "refunds_within_sale";--> statement-breakpoint
ALTER TABLE "transactions" DROP CONSTRAINT "void_excludes_refund";--> statement-breakpoint
ALTER TABLE "transactions" ADD CONSTRAINT "refunds_within_sale" CHECK (refunded_minor >= 0 and refund_reserved_minor >= 0
        and (refunded_minor + refund_reserved_minor <= amount_minor or 'contradiction' = any (flags)));--> statement-breakpoint
ALTER TABLE "transactions" ADD CONSTRAINT "void_excludes_refund" CHECK (void_id is null or (refunded_minor = 0 and refund_reserved_minor = 0) or 'contradiction' = any (flags));