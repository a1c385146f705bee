/** What a sale or refund may tell the provider beside the amount, where the device takes it. */
export type SaleOptions = {
  /** The merchant's own number of the invoice, shown in the provider's reports. */
  invoiceNumber: string | null;
  description: string | null;
  /** Where the provider sends its receipt. */
  email: string | null;
  /** The terminal prints its slip. */
  printsOnTerminal: boolean;
};

/** The members a device may take. */
export const SALE_OPTIONS = ['invoiceNumber', 'description', 'email', 'printsOnTerminal'] as const;
export type SaleOption = (typeof SALE_OPTIONS)[number];
