/** What is measured: a filter as a file, and the slips of a batch as one. */
export const MEASURED = ['csv', 'xlsx', 'zip', 'pdf'] as const;
export type MeasuredForm = (typeof MEASURED)[number];

/** So many slips are in the batch. */
export const BATCH_SLIPS = 2_000;
