/** The kinds an operation is shown as, in the order they are offered. Text: `transactions.kind.<kind>`. */
export const SHOWN_KINDS = ['sale', 'preauthorization', 'capture', 'refund', 'void', 'release'] as const;
