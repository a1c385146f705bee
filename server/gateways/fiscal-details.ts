/** The paper of a fiscal sale: an electronic invoice, or the slip for what is bought from a private person. */
export type FiscalDocument = 'e_invoice' | 'expense_slip';

/** Who buys, where that is not a final consumer. `taxNumber` has right check digits; names and places are plain text. */
export type Buyer = (
  | {
      kind: 'individual';
      firstName: string;
      middleName: string | null;
      familyName: string;
      taxOfficeCode: string | null;
    }
  | { kind: 'company'; companyName: string; taxOfficeCode: string }
) & { taxNumber: string; country: string; city: string; district: string };

/** Where the document of a sale is sent: ten digits of a Turkish number, an e-mail address. */
export type Notice = { phone: string | null; email: string | null };

/** What a fiscal sale says beside its lines. */
export type FiscalDetails = { document: FiscalDocument; buyer: Buyer | null; notice: Notice };
