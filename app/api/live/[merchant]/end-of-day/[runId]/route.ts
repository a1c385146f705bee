import { toLiveRun } from '#app/api/live/to-live-run.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { getRun } from '#server/end-of-day/get-report.ts';

/** One end-of-day run while somebody looks at it. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string; runId: string }> },
): Promise<Response> {
  const { merchant, runId } = await params;
  return withReadContext(request, merchant, 'reports:see', async (ctx) =>
    Response.json(toLiveRun(await getRun(ctx, runId))),
  );
}
